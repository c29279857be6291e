import type { IncomingMessage, ServerResponse } from 'node:http';
import { strictTransport, strictTransportHeader } from '@onsale/contracts/strict-transport';
import { placeholderHost } from '@onsale/front';
import { trustIn } from '@onsale/runtime';

type Headers = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * The host that a caller asked for: `tickets.example.org`. What proxies say has been tidied by the
 * HTTP server.
 * @param trustProxy the proxies whose `X-Forwarded-*` headers count
 */
function hostBehind(trustProxy: string): (request: Headers) => string | undefined {
  const trusts = trustIn(trustProxy);
  return ({ headers: { host, 'x-forwarded-host': name }, socket }) =>
    name !== undefined && trusts(socket.remoteAddress ?? '') ? String(name) : host;
}

/** The same for the guard of names: pages that are made for everyone ask the API under no name of the site. */
export function guardedHost(trustProxy: string): (request: Headers) => string | undefined {
  const hostOf = hostBehind(trustProxy);
  return (request) => {
    const host = hostOf(request);
    return host === placeholderHost ? request.headers.host : host;
  };
}

/** The host that a caller asked for, with its scheme, the site's address as a caller typed it. */
export function originBehind(trustProxy: string): (request: Headers) => string {
  const trusts = trustIn(trustProxy);
  const hostOf = hostBehind(trustProxy);
  return (request) => {
    const { headers, socket } = request;
    const own = 'encrypted' in socket ? 'https' : 'http';
    const said = headers['x-forwarded-proto'];
    const scheme = said !== undefined && trusts(socket.remoteAddress ?? '') ? String(said) : own;
    return `${scheme}://${hostOf(request) ?? 'localhost'}`;
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
