import { isIPv6 } from 'node:net';

const groupsOfAddress = 8;
const groupsOfNetwork = 4;

/**
 * The network that a limit per address counts: an IPv4 address, or the /64 network of an IPv6
 * address, because one customer gets a whole /64 and could use a new address for each attempt.
 */
export function addressNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const plain = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/[\d.]*\.\d+$/, '0:0');
  const [head, tail] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const before = head ?? [];
  const after = tail ?? [];
  const left = Array<string>(groupsOfAddress - before.length - after.length).fill('0');
  const network = [...before, ...left, ...after].slice(0, groupsOfNetwork);
  return `${network.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
