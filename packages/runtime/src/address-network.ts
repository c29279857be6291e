import { isIPv4, isIPv6 } from 'node:net';

const groupsOfAddress = 8;
const groupsOfNetwork = 4;
/** What a proxy says that is no address: one network for all of it, and no text in a log. */
const unknown = 'unknown';
/** The groups before an IPv4 address that is written as an IPv6 one. */
const mappedIPv4 = '0:0:0:0:0:ffff';

/**
 * The network that a limit per address counts: an IPv4 address, or the /64 network of an IPv6
 * address, because one customer gets a whole /64 and could use a new address for each attempt.
 */
export function addressNetwork(address: string): string {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return unknown;
  const groups = groupsOf(address);
  if (groups.slice(0, 6).join(':') !== mappedIPv4) {
    return `${groups.slice(0, groupsOfNetwork).join(':')}::/64`;
  }
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
    .join('.');
}

/** The eight groups, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail = ''] = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
      const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
      return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    })
    .split('::');
  const split = (half: string) => half.split(':').filter(Boolean);
  const [before, after] = [split(head), split(tail)];
  const left = Array<string>(groupsOfAddress - before.length - after.length).fill('0');
  return [...before, ...left, ...after].map((group) => group.replace(/^0+(?=.)/, ''));
}
