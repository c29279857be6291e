import proxyAddr from '@fastify/proxy-addr';

const mostKnown = 1_000;

/**
 * Whether what a proxy says of its callers is believed. An address is compared with the networks
 * once: every request of a rush asks for the same few.
 * @param networks addresses or networks with commas between, and `loopback`, `uniquelocal` …
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
