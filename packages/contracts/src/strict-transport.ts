/** A month: long enough to help, short enough to go back. */
const strictSeconds = 30 * 86_400;
export const strictTransportHeader = 'strict-transport-security';

const localName = /^(?:[\w-]+\.)*localhost$|^[\d.]+$|^\[/i;

/**
 * For how long browsers shall come back by TLS alone: the header's value, or undefined without TLS.
 * Names of one machine get none, because other programs of that machine share them.
 * @param scheme and `host` of the site, as its visitor sees them: `https`, `tickets.example.org`
 */
export function strictTransport(scheme: string, host: string): string | undefined {
  if (scheme !== 'https') return undefined;
  const name = host.startsWith('[') ? host : host.replace(/:\d+$/, '');
  return localName.test(name) ? undefined : `max-age=${strictSeconds}`;
}
