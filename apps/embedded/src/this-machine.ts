import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
/** Resolvers read `127.1` as `127.0.0.1`. */
const named = /^(?:127(?:\.\d{1,8}){1,2}|(?:[a-z0-9-]+\.)*localhost\.?)$/i;

/** Whether an address or host name, however it is written, is of the machine that asks. */
export function isThisMachine(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? named.test(host) : loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
