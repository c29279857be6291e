import { type Answer, jsonOf } from './ask.js';
import { type Finding, right, unknown, wrong } from './finding.js';
import type { Site } from './outside.js';

/** The largest image that may be uploaded. */
const uploadBytes = 2 * 1024 * 1024;
const someId = '00000000-0000-4000-8000-000000000000';

/** Signing out without a session changes nothing, and shows how a write from a browser is answered. */
export async function checkWrites({ url, ask }: Site): Promise<Finding[]> {
  const answer = await ask({
    ...{ method: 'POST', path: '/api/users/signout' },
    headers: { origin: url.origin, 'sec-fetch-site': 'same-origin' },
  });
  if (answer.status !== 204) {
    const mend = 'See docs/deploy.md, "Behind a proxy".';
    return [
      wrong('writes', `Nobody can sign in or buy (${answer.status}): ${detailOf(answer)}`, mend),
    ];
  }
  const accepted = right('writes', 'Sign-ins and orders are accepted from this address.');
  const given = judgeCookies(url, answer);
  return [accepted, given.outcome === 'right' ? await checkReturn(url, answer, ask, given) : given];
}

/** Whether the cookies of a session arrive in the browser as they were sent. */
function judgeCookies(url: URL, answer: Answer): Finding {
  const isSecure = url.protocol === 'https:';
  const all = cookiesIn(answer);
  if (isSecure && all.some(({ name }) => !name.startsWith('__Host-'))) {
    const mend =
      'The proxy passes no X-Forwarded-Proto, or is not in ONSALE_TRUST_PROXY. For nginx: proxy_set_header X-Forwarded-Proto $scheme;';
    return wrong('cookies', 'Sessions are not kept to TLS: the install thinks it has none.', mend);
  }
  const isWhole = (kind: string, isHidden: boolean) =>
    all.some(
      ({ name, attributes }) =>
        name.includes(kind) &&
        attributes.has('httponly') === isHidden &&
        attributes.has('secure') === isSecure &&
        attributes.get('path') === '/' &&
        attributes.get('samesite')?.toLowerCase() === 'lax' &&
        attributes.has('expires') &&
        !attributes.has('domain'),
    );
  // Scripts read the second one, which holds nothing.
  if (all.length === 2 && isWhole('onsale_session_', true) && isWhole('onsale_signed_in_', false)) {
    return right(
      'cookies',
      `Sessions are hidden from scripts${isSecure ? ' and kept to TLS' : ''}.`,
    );
  }
  const mend = 'Let the proxy pass each Set-Cookie as it is, with its attributes.';
  return wrong('cookies', 'The cookies of a session do not arrive whole.', mend);
}

/** The install takes the mark of a session away where there is none: then it has seen the cookie. */
async function checkReturn(
  url: URL,
  sent: Answer,
  ask: Site['ask'],
  given: Finding,
): Promise<Finding> {
  const mark = cookiesIn(sent).find(({ name }) => name.includes('onsale_signed_in_'))?.name ?? '';
  const answer = await ask({ path: '/api/users/currentuser', headers: { cookie: `${mark}=1` } });
  if (cookiesIn(answer).some(({ name }) => name === mark)) return given;
  const says = `The cookies of browsers do not reach ${url.host}: nobody stays signed in.`;
  return wrong('cookies', says, 'Let the proxy pass Cookie on, and cache nothing under /api.');
}

interface Cookie {
  readonly name: string;
  /** By their names in small letters. */
  readonly attributes: ReadonlyMap<string, string>;
}

const cookiesIn = ({ headers }: Answer): Cookie[] =>
  (headers['set-cookie'] ?? []).map((line) => {
    const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
    const attributes = rest.map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name.toLowerCase(), value];
    });
    return { name: pair.split('=', 1)[0] ?? '', attributes: new Map(attributes) };
  });

/** Whether other methods and large bodies get through; without a session they change nothing. */
export async function checkPassage({ url, ask }: Site): Promise<Finding[]> {
  const headers = { origin: url.origin, 'sec-fetch-site': 'same-origin' };
  const path = `/api/events/${someId}`;
  const asked = await Promise.all([
    ask({ method: 'PATCH', path, headers }),
    ask({ method: 'DELETE', path: `${path}/staff/${someId}`, headers }),
  ]);
  const stopped = asked.find((answer) => !isRefusedByOnsale(answer));
  const image = await ask({
    ...{ method: 'POST', path: '/api/images', body: Buffer.alloc(uploadBytes) },
    headers: { ...headers, 'content-type': 'image/png' },
  }).catch(() => undefined);
  return [
    stopped
      ? wrong(
          'methods',
          `Changes are answered ${stopped.status} before they reach the install.`,
          'Let the proxy pass PATCH and DELETE on.',
        )
      : right('methods', 'Changes reach the install.'),
    judgeUpload(image),
  ];
}

function judgeUpload(image: Answer | undefined): Finding {
  if (image && isRefusedByOnsale(image)) {
    return right('uploads', 'Images of the largest size reach the install.');
  }
  if (image?.status !== 413) {
    // The install refuses before it has read all of it, which some proxies pass on as a 502.
    return unknown('uploads', 'The connection ended during an upload.');
  }
  return wrong(
    'uploads',
    'An image of 2 MiB is answered 413 before it reaches the install.',
    'Let the proxy take larger bodies; for nginx: client_max_body_size 3m;',
  );
}

/** Whether the refusal is the install's own: without a session, from another origin, or overloaded. */
function isRefusedByOnsale(answer: Answer): boolean {
  try {
    return answer.status >= 400 && typeof jsonOf<{ code: string }>(answer).code === 'string';
  } catch {
    return false;
  }
}

function detailOf(answer: Answer): string {
  try {
    return jsonOf<{ detail: string }>(answer).detail ?? '';
  } catch {
    return 'an answer that is not of Onsale.';
  }
}
