import type { IncomingMessage, ServerResponse } from 'node:http';
import { strictTransport, strictTransportHeader } from '@onsale/contracts/strict-transport';
import { trustIn } from '@onsale/runtime';

/**
 * The site's address as a caller typed it: `https://tickets.example.org`.
 * @param trustProxy the proxies whose `X-Forwarded-*` headers count
 */
export function originBehind(trustProxy: string): (request: IncomingMessage) => string {
  const trusts = trustIn(trustProxy);
  return ({ headers, socket }) => {
    const { host = 'localhost', 'x-forwarded-host': name, 'x-forwarded-proto': scheme } = headers;
    const plainly = `${'encrypted' in socket ? 'https' : 'http'}://${host}`;
    if (name === undefined && scheme === undefined) return plainly;
    if (!trusts(socket.remoteAddress ?? '')) return plainly;
    const first = (value: string | string[] | undefined) =>
      String(value ?? '')
        .split(',')[0]
        ?.trim();
    return `${first(scheme) || 'http'}://${first(name) || host}`;
  };
}

/** Asks callers who came by TLS to always use TLS. */
export const strictTransportOf =
  (originOf: (request: IncomingMessage) => string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const [scheme = '', host = ''] = originOf(request).split('://');
    const strict = strictTransport(scheme, host);
    if (strict !== undefined) response.setHeader(strictTransportHeader, strict);
  };
