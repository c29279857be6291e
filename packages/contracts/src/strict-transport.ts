/** A month: long enough to protect, short enough to undo. */
const strictSeconds = 30 * 86_400;
export const strictTransportHeader = 'strict-transport-security';

const localName = /^(?:[\w-]+\.)*localhost$|^[\d.]+$|^\[/i;

/**
 * The value of `strict-transport-security`, which makes browsers use TLS only; undefined without
 * TLS. Local names and IP addresses get none, because other programs of that machine share them.
 * @param scheme and `host` of the site, as its visitor sees them: `https`, `tickets.example.org`
 */
export function strictTransport(scheme: string, host: string): string | undefined {
  if (scheme !== 'https') return undefined;
  const name = host.startsWith('[') ? host : host.replace(/:\d+$/, '');
  return localName.test(name) ? undefined : `max-age=${strictSeconds}`;
}
