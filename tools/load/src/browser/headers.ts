/** The kinds of browser requests; headers depend on the kind. */
export type RequestKind =
  | 'page'
  | 'module'
  | 'script'
  | 'style'
  | 'font'
  | 'image'
  | 'call'
  | 'stream';

/** The way Chromium on a phone identifies itself. */
const userAgent = {
  'sec-ch-ua': '"Chromium";v="141", "Not?A_Brand";v="8"',
  'sec-ch-ua-mobile': '?1',
  'sec-ch-ua-platform': '"Android"',
  'user-agent':
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'accept-language': 'en-GB',
};

interface Kind {
  readonly accept: string;
  /** `Sec-Fetch-Mode` and `Sec-Fetch-Dest`. */
  readonly mode: 'navigate' | 'cors' | 'no-cors';
  readonly dest: string;
  /** The page asks past the browser's own copy: `cache: 'no-store'`. */
  readonly fresh?: boolean;
  /** `Origin` is sent with a plain `GET` too. */
  readonly origin?: boolean;
}

const image = 'image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

const kinds: Readonly<Record<RequestKind, Kind>> = {
  page: {
    accept:
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
    mode: 'navigate',
    dest: 'document',
  },
  module: { accept: '*/*', mode: 'cors', dest: 'script', origin: true },
  script: { accept: '*/*', mode: 'no-cors', dest: 'script' },
  style: { accept: 'text/css,*/*;q=0.1', mode: 'no-cors', dest: 'style' },
  font: { accept: '*/*', mode: 'cors', dest: 'font', origin: true },
  image: { accept: image, mode: 'no-cors', dest: 'image' },
  call: { accept: '*/*', mode: 'cors', dest: 'empty', fresh: true },
  stream: { accept: 'text/event-stream', mode: 'cors', dest: 'empty', fresh: true },
};

export type Headers = Readonly<Record<string, string>>;

/**
 * What all requests of a kind share; each request has its own `cookie`, `referer` and the like.
 * @param origin of the site: `https://tickets.example.org`
 */
export function headersOf(kind: RequestKind, origin: string): Headers {
  const { accept, mode, dest, fresh, origin: tellsOrigin } = kinds[kind];
  const isSafe = isTrustworthy(origin);
  return {
    connection: 'keep-alive',
    ...(fresh ? { pragma: 'no-cache', 'cache-control': 'no-cache' } : {}),
    ...userAgentFor(isSafe),
    ...(mode === 'navigate' ? { 'upgrade-insecure-requests': '1' } : {}),
    accept,
    ...(tellsOrigin ? { origin } : {}),
    ...(isSafe
      ? {
          'sec-fetch-site': mode === 'navigate' ? 'none' : 'same-origin',
          'sec-fetch-mode': mode,
          ...(mode === 'navigate' ? { 'sec-fetch-user': '?1' } : {}),
          'sec-fetch-dest': dest,
        }
      : {}),
    'accept-encoding': isSafe ? 'gzip, deflate, br, zstd' : 'gzip, deflate',
  };
}

function userAgentFor(isSafe: boolean): Headers {
  if (isSafe) return userAgent;
  const { 'user-agent': name, 'accept-language': language } = userAgent;
  return { 'user-agent': name, 'accept-language': language };
}

/** Without TLS, browsers send all headers and accept brotli only on this machine. */
function isTrustworthy(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return (
    protocol === 'https:' ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
