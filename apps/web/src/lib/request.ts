import type { IncomingHttpHeaders } from 'node:http';

/** Address of this site as its visitors type it, without a trailing slash. */
export function siteOrigin(headers: IncomingHttpHeaders): string {
  const host = headers['x-forwarded-host'] ?? headers.host ?? 'localhost';
  return `${headers['x-forwarded-proto'] ?? 'http'}://${host}`;
}
