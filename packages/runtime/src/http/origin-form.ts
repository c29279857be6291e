import type { IncomingMessage } from 'node:http';

const absolute = /^https?:\/\/([^/?#]+)/i;

/**
 * Turns `GET http://host/path`, the form for proxies, into `GET /path` with that host (RFC 9112,
 * 3.2.2).
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url } = request;
  if (url === undefined || url.startsWith('/')) return;
  const [start = '', host] = absolute.exec(url) ?? [];
  if (host === undefined) return;
  const rest = url.slice(start.length);
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
