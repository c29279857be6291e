import type { IncomingMessage } from 'node:http';

const absolute = /^https?:\/\/([^/?#]+)/i;

/** `GET http://host/path`, as to a proxy, is `GET /path` of that host (RFC 9112, 3.2.2). */
export function toOriginForm(request: IncomingMessage): void {
  const { url } = request;
  if (url === undefined || url.startsWith('/')) return;
  const [start = '', host] = absolute.exec(url) ?? [];
  if (host === undefined) return;
  const rest = url.slice(start.length);
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
