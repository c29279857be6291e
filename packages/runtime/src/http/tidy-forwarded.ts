import type { IncomingMessage } from 'node:http';

const address = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const scheme = /^https?$/;
const ofIPv4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/;
const ofIPv6 = /^\[([0-9a-f:.]+)\](?::\d+)?$/i;

/**
 * Writes what proxies say of their callers in one way. A proxy that appends
 * leaves what its caller has claimed before its own word, so the last word counts. A word that can
 * be no scheme or host counts as unsaid. Some write the port of the caller too: each connection
 * would be an address of its own, and have limits of its own.
 */
export function tidyForwarded({ headers }: Pick<IncomingMessage, 'headers'>): void {
  keepLast(headers, 'x-forwarded-proto', scheme);
  keepLast(headers, 'x-forwarded-host', address);
  const callers = headers['x-forwarded-for'];
  if (callers !== undefined) {
    headers['x-forwarded-for'] = String(callers).split(',').map(withoutPort).join(', ');
  }
}

function keepLast(
  headers: IncomingMessage['headers'],
  name: 'x-forwarded-proto' | 'x-forwarded-host',
  wellFormed: RegExp,
): void {
  const said = headers[name];
  if (said === undefined) return;
  const last = String(said).split(',').at(-1)?.trim().toLowerCase() ?? '';
  if (wellFormed.test(last)) headers[name] = last;
  else delete headers[name];
}

const withoutPort = (caller: string): string => {
  const bare = caller.replaceAll('"', '').trim();
  return (ofIPv4.exec(bare) ?? ofIPv6.exec(bare))?.[1] ?? bare;
};
