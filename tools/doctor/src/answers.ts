import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { strictTransport } from '@onsale/contracts/strict-transport';
import { inlineHashes } from '@onsale/front/inline-hashes';
import type { Answer } from './ask.js';
import { type Finding, right, unknown, wrong } from './finding.js';
import type { Site } from './outside.js';

const smallBytes = 1_000;

/** What browsers make of a header that arrives twice: `a, b`. */
const parts = (value: string | string[] | undefined) =>
  String(value ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase());

/** By header, whether browsers take it for what protects. */
const protects = {
  'x-content-type-options': (value: string | string[] | undefined) => parts(value)[0] === 'nosniff',
  'x-frame-options': (value: string | string[] | undefined) =>
    parts(value).every((part) => part === 'deny' || part === 'sameorigin'),
  'strict-transport-security': (value: string | string[] | undefined) =>
    /^(?:.*;)?\s*max-age="?0*[1-9]/.test(parts(value)[0] ?? ''),
};

/** Whether the headers that protect visitors arrive, with values that browsers understand. */
export async function checkHeaders({ url, ask }: Site): Promise<Finding[]> {
  const paths = ['/', '/api/events', '/nowhere'];
  const answers = await Promise.all(paths.map((path) => ask({ path })));
  const lacking = (name: keyof typeof protects) =>
    paths.filter((_, at) => !protects[name](answers[at]?.headers[name]));
  const findings: Finding[] = [];
  const isStrict = strictTransport(url.protocol.slice(0, -1), url.host) !== undefined;
  if (isStrict) {
    const without = lacking('strict-transport-security');
    findings.push(
      without.length === 0
        ? right('HSTS', 'Browsers that were here come back by TLS alone.')
        : wrong(
            'HSTS',
            `Strict-Transport-Security is missing or void on ${without.join(', ')}.`,
            'The install sends it when X-Forwarded-Proto says https; let the proxy pass it on.',
          ),
    );
  }
  const without = new Set([...lacking('x-content-type-options'), ...lacking('x-frame-options')]);
  findings.push(
    without.size === 0
      ? right('headers', 'No browser mistakes or frames an answer.')
      : wrong(
          'headers',
          `Protecting headers are missing or void on ${[...without].join(', ')}.`,
          'Let the proxy pass X-Content-Type-Options and X-Frame-Options on.',
        ),
  );
  const [page] = answers;
  return page?.headers['content-type']?.startsWith('text/html')
    ? [...findings, checkScripts(page)]
    : findings;
}

/** The policy for scripts names each script of the page: what a proxy adds or rewrites does not run. */
function checkScripts({ headers, body }: Answer): Finding {
  const policy = String(headers['content-security-policy'] ?? '');
  if (!/\bscript-src /.test(policy)) {
    const mend = 'Let the proxy pass Content-Security-Policy on.';
    return wrong('scripts', 'Pages come without their policy for scripts.', mend);
  }
  const unknownScripts = inlineHashes(body.toString()).scripts.filter(
    (hash) => !policy.includes(hash),
  );
  if (unknownScripts.length === 0) {
    return right('scripts', 'Scripts in the page are those that its policy names.');
  }
  const says = 'Scripts in the page are not the ones that were sent, and no browser runs them.';
  const mend = 'Switch off what rewrites pages on the way: minifying, injected scripts.';
  return wrong('scripts', says, mend);
}

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** Whether pages arrive compressed, and can be unpacked. */
export async function checkCompression({ ask }: Site): Promise<Finding> {
  const { headers, body } = await ask({ path: '/', headers: { 'accept-encoding': 'br, gzip' } });
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') {
    if (body.length < smallBytes) return unknown('compression', 'The page is too small to tell.');
    const says = `Pages are sent whole, ${Math.round(body.length / 1024)} KiB for the first.`;
    return wrong(
      'compression',
      says,
      'Let the proxy pass Accept-Encoding and Content-Encoding on.',
    );
  }
  try {
    decoders[encoding]?.(body);
  } catch {
    const says = `Pages say that they are compressed (${encoding}), and cannot be unpacked.`;
    return wrong('compression', says, 'Let the proxy pass Content-Encoding on as it is.');
  }
  return decoders[encoding]
    ? right('compression', `Pages are compressed (${encoding}).`)
    : wrong(
        'compression',
        `Pages are compressed in a way that nobody asked for (${encoding}).`,
        'Let the proxy pass Accept-Encoding on as it is.',
      );
}

/** Whether each caller gets an answer of their own: a kept one would show one person to another. */
export async function checkCaching({ ask }: Site): Promise<Finding> {
  const path = '/api/users/currentuser';
  const answers = [await ask({ path }), await ask({ path })];
  const [first, second] = answers.map(({ headers }) => headers['x-request-id']);
  const isKept =
    answers.some(({ headers }) => headers.age !== undefined) ||
    (first !== undefined && first === second);
  const mend = 'Let the proxy keep nothing under /api, and pass Cache-Control on as it is.';
  if (isKept) return wrong('caching', 'Answers for one caller are given to others.', mend);
  const mayBeKept = answers.some(
    ({ headers }) => !parts(headers['cache-control']).includes('no-store'),
  );
  return mayBeKept
    ? wrong('caching', 'Answers for one caller may be kept on the way.', mend)
    : right('caching', 'Each caller gets an answer of their own.');
}
