import { isIP } from 'node:net';
import { strictTransport } from '@onsale/contracts/strict-transport';
import { version } from '@onsale/runtime';
import type { Answer, Ask } from './ask.js';
import { type Finding, right, unknown, wrong } from './finding.js';

const dayMs = 86_400_000;
const leastDays = 14;
const mostClockMs = 5_000;
const mostFirstByteMs = 1_000;
const smallBytes = 1_000;
const samples = 5;
/** Live stock starts at once; behind a proxy that buffers it arrives much later or never. */
const streamMs = 8_000;

export interface Site {
  readonly url: URL;
  readonly ask: Ask;
  /** Asks the same host without TLS. */
  readonly askPlain?: Ask;
}

/** Whether it is Onsale that answers, and to this name. */
export async function checkName({ url, ask }: Site): Promise<Finding> {
  const { status, body } = await ask({ path: '/api/users/currentuser' });
  if (status === 421) {
    const mend = `Add ${url.hostname} to ONSALE_HOSTS and restart. If it is there, let the proxy pass Host; for nginx: proxy_set_header Host $http_host;`;
    return wrong('name', `The install does not answer to the name ${url.hostname}.`, mend);
  }
  if (status !== 200 || !body.includes('"account"')) {
    const mend = 'Check the address, and what the proxy in front passes on.';
    return wrong('name', `${url.origin} is not answered by Onsale (${status}).`, mend);
  }
  return right('name', `Onsale answers to ${url.host}.`);
}

export async function checkCertificate({ url, ask }: Site): Promise<Finding> {
  const isLocal = /^(.+\.)?localhost$/.test(url.hostname) || isIP(url.hostname) > 0;
  if (url.protocol === 'http:') {
    const says = 'The site is served without TLS: passwords and sessions can be read in transit.';
    return isLocal
      ? unknown('TLS', says)
      : wrong('TLS', says, 'Serve it by https: docs/deploy.md, "Behind a proxy", or ONSALE_TLS.');
  }
  const { certificate, distrust } = await ask({ path: '/api/users/currentuser' });
  if (distrust !== undefined) {
    const mend =
      'Give the proxy a certificate from an authority that browsers trust, with its intermediates.';
    return wrong('TLS', `Browsers do not trust the certificate: ${distrust}.`, mend);
  }
  const days = Math.floor((Date.parse(certificate?.valid_to ?? '') - Date.now()) / dayMs);
  return days < leastDays
    ? wrong(
        'TLS',
        `The certificate expires in ${days} days.`,
        'Renew it, and find out why that did not happen automatically.',
      )
    : right('TLS', `The certificate is trusted, for another ${days} days.`);
}

export async function checkRedirect({ url, askPlain }: Site): Promise<Finding[]> {
  if (url.protocol !== 'https:') return [];
  if (!askPlain) return [unknown('redirect', 'Give --http-port to check the address without TLS.')];
  const mend = 'Redirect plain HTTP to https in the proxy (308, to the same host and path).';
  const answer = await askPlain({ path: '/events/a?b=c' }).catch(() => undefined);
  if (!answer) return [right('redirect', 'Nothing is served without TLS.')];
  const { location = '' } = answer.headers;
  const isRight =
    [301, 302, 307, 308].includes(answer.status) && location === new URL('/events/a?b=c', url).href;
  return isRight
    ? [right('redirect', 'Requests without TLS are sent to the same page with it.')]
    : [
        wrong(
          'redirect',
          `Without TLS the answer is ${answer.status}, to ${location || 'nowhere'}.`,
          mend,
        ),
      ];
}

/** Signing out without a session changes nothing, and shows how a write from a browser is answered. */
export async function checkWrites({ url, ask }: Site): Promise<Finding[]> {
  const answer = await ask({
    ...{ method: 'POST', path: '/api/users/signout' },
    headers: { origin: url.origin, 'sec-fetch-site': 'same-origin' },
  });
  if (answer.status !== 204) {
    const detail = detailOf(answer);
    const mend = 'See docs/deploy.md, "Behind a proxy".';
    return [wrong('writes', `Nobody can sign in or buy (${answer.status}): ${detail}`, mend)];
  }
  return [
    right('writes', 'Sign-ins and orders are accepted from this address.'),
    cookies(url, answer),
  ];
}

function cookies(url: URL, { headers }: Answer): Finding {
  const all = headers['set-cookie'] ?? [];
  const isSecure = url.protocol === 'https:';
  if (isSecure && !all.every((one) => one.startsWith('__Host-') && /; Secure/i.test(one))) {
    const mend =
      'The proxy passes no X-Forwarded-Proto, or is not in ONSALE_TRUST_PROXY. For nginx: proxy_set_header X-Forwarded-Proto $scheme;';
    return wrong(
      'cookies',
      'Session cookies are not restricted to TLS: the install thinks it has none.',
      mend,
    );
  }
  if (all.length === 0 || !all.some((one) => /; HttpOnly/i.test(one))) {
    const mend = 'Let the proxy pass Set-Cookie as it is.';
    return wrong('cookies', 'The cookies of a session do not arrive whole.', mend);
  }
  return right(
    'cookies',
    `Sessions are hidden from scripts${isSecure ? ' and restricted to TLS' : ''}.`,
  );
}

export async function checkHeaders({ url, ask }: Site): Promise<Finding[]> {
  const paths = ['/', '/api/events', '/nowhere'];
  const answers = await Promise.all(paths.map((path) => ask({ path })));
  const lacking = (name: string) => paths.filter((_, at) => !answers[at]?.headers[name]);
  const findings: Finding[] = [];
  const isStrict = strictTransport(url.protocol.slice(0, -1), url.host) !== undefined;
  if (isStrict) {
    const without = lacking('strict-transport-security');
    findings.push(
      without.length === 0
        ? right('HSTS', 'Browsers that have visited return over TLS only.')
        : wrong(
            ...([
              'HSTS',
              `Strict-Transport-Security is missing on ${without.join(', ')}.`,
            ] as const),
            'The install sends it when X-Forwarded-Proto says https; let the proxy pass it on.',
          ),
    );
  }
  const without = [...lacking('x-content-type-options'), ...lacking('x-frame-options')];
  findings.push(
    without.length === 0
      ? right('headers', 'Browsers neither guess types nor frame answers.')
      : wrong(
          ...(['headers', `Protecting headers are missing on ${without.join(', ')}.`] as const),
          'Let the proxy pass X-Content-Type-Options and X-Frame-Options on.',
        ),
  );
  return findings;
}

export async function checkCompression({ ask }: Site): Promise<Finding> {
  const { headers, body } = await ask({ path: '/', headers: { 'accept-encoding': 'br, gzip' } });
  const encoding = headers['content-encoding'];
  if (encoding) return right('compression', `Pages are compressed (${encoding}).`);
  if (body.length < smallBytes) return unknown('compression', 'The page is too small to tell.');
  const says = `Pages are not compressed: the home page takes ${Math.round(body.length / 1024)} KiB.`;
  return wrong('compression', says, 'Let the proxy pass Accept-Encoding and Content-Encoding on.');
}

export async function checkStream({ ask }: Site): Promise<Finding> {
  const { body } = await ask({ path: '/api/events' });
  const eventId = (JSON.parse(body.toString()) as { items?: { id: string }[] }).items?.[0]?.id;
  if (eventId === undefined) return unknown('live stock', 'There is no event to watch yet.');
  const path = `/api/events/${eventId}/availability/stream`;
  const headers = { accept: 'text/event-stream' };
  const answer = await ask({ path, headers, firstPiece: true, timeoutMs: streamMs }).catch(
    () => undefined,
  );
  if (answer?.status === 200)
    return right('live stock', 'Changes of the stock arrive as they happen.');
  if (answer) return unknown('live stock', `The stream was answered ${answer.status}.`);
  const mend = `The proxy buffers the stream. Turn buffering off for /api/events/*/availability/stream; for nginx: proxy_buffering off; proxy_read_timeout 1h;`;
  return wrong('live stock', `Nothing of the stream arrived within ${streamMs / 1000} s.`, mend);
}

export async function checkClockAndTime({ ask }: Site): Promise<Finding[]> {
  const times: number[] = [];
  let aheadMs = 0;
  for (let turn = 0; turn < samples; turn += 1) {
    const { headers, ms } = await ask({ path: '/api/users/currentuser' });
    times.push((await ask({ path: '/' })).ms);
    // The header counts whole seconds.
    aheadMs = Date.parse(headers.date ?? '') + 500 + ms / 2 - Date.now();
  }
  const seconds = Math.round(aheadMs / 1000);
  const medianMs = Math.round([...times].sort((a, b) => a - b)[samples >> 1] ?? 0);
  return [
    Math.abs(aheadMs) < mostClockMs
      ? right('clock', 'Its clock and that of this machine agree.')
      : wrong(
          'clock',
          `Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} that of this machine.`,
          'Sales open by its clock: let both follow a time server (timedatectl set-ntp true).',
        ),
    medianMs < mostFirstByteMs
      ? right('first byte', `A page begins to arrive after ${medianMs} ms.`)
      : wrong(
          ...(['first byte', `A page begins to arrive after ${medianMs} ms.`] as const),
          'Check the load of the machine and the network path to it; a kept page takes a few ms.',
        ),
  ];
}

/** Compares with the doctor's own checkout, since it queries no service for it. */
export async function checkVersion({ ask }: Site): Promise<Finding> {
  const { body } = await ask({ path: '/api/openapi.json' });
  const theirs = (JSON.parse(body.toString()) as { info?: { version?: string } }).info?.version;
  if (theirs === version) return right('version', `It is ${version}, as this checkout.`);
  const says = `It is ${theirs ?? 'unknown'}, and this checkout is ${version}.`;
  return wrong('version', says, 'Update the older of the two: docs/deploy.md, "Upgrading".');
}

function detailOf({ body }: Answer): string {
  try {
    return (JSON.parse(body.toString()) as { detail?: string }).detail ?? '';
  } catch {
    return 'an answer that is not from Onsale.';
  }
}
