import { BlockList, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Networks of homes, offices, phones and private tunnels, closed to the rest of the internet. */
export const privateNetworks = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
] as const;

const isPrivate = new BlockList();
for (const network of privateNetworks) {
  const [address = '', bits] = network.split('/');
  isPrivate.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

export interface OwnNames {
  /** `localhost`, and the name by which phones in the same network may know the machine. */
  readonly names: readonly string[];
  /** Its private addresses; those that other machines reach come before `127.0.0.1` and `::1`. */
  readonly addresses: readonly string[];
}

/** The current names and addresses of this machine in private networks. */
export function ownNames(
  name = hostname(),
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): OwnNames {
  const label = name.split('.')[0]?.toLowerCase() ?? '';
  const isName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label) && label !== 'localhost';
  const all = Object.values(interfaces).flatMap((one) => one ?? []);
  const usable = all
    // Link-local IPv6 addresses need the name of an interface.
    .filter(({ address }) => !address.toLowerCase().startsWith('fe80:'))
    .filter(({ address, family }) => isPrivate.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4'));
  const others = usable.filter(({ internal }) => !internal);
  const rank = ({ family }: { family: string }) => (family === 'IPv4' ? 0 : 1);
  const sorted = others.toSorted((one, other) => rank(one) - rank(other));
  return {
    names: ['localhost', ...(isName ? [`${label}.local`] : [])],
    addresses: [...new Set([...sorted.map(({ address }) => address), '127.0.0.1', '::1'])],
  };
}
