import proxyAddr from '@fastify/proxy-addr';

const mostKnown = 1_000;

/**
 * Decides whether the `X-Forwarded-*` headers from an address are trusted. Remembers the result for
 * each address, since all requests of a rush come from a few.
 * @param networks comma-separated addresses or networks, also `loopback`, `uniquelocal` …
 */
export function trustIn(networks: string): (address: string) => boolean {
  const trusts = proxyAddr.compile(networks.split(',').map((one) => one.trim()));
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    if (known.size >= mostKnown) known.clear();
    const found = trusts(address, 0);
    known.set(address, found);
    return found;
  };
}
