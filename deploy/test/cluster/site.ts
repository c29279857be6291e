import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { kube } from './kubectl.js';
import { siteName } from './names.js';

/** The site, as people reach it. */
export interface Site {
  readonly url: string;
  /** IP address of the way in. */
  readonly address: string;
  /** Certificate (PEM) of the site, and its file. */
  readonly ca: string;
  readonly caFile: string;
}

/** How the ways in say where they are. */
const statuses = {
  Ingress: 'jsonpath={.status.loadBalancer.ingress[0].ip}',
  Gateway: 'jsonpath={.status.addresses[0].value}',
} as const;
export type WayIn = keyof typeof statuses;

/**
 * Where the site is, by ONSALE_TEST_CLUSTER_ADDRESS (`ip` or `ip:port`) or by the status of the way
 * in. From now on this process finds the name there.
 */
export async function findSite(wayIn: WayIn): Promise<Site> {
  const found = await kube(['get', wayIn, 'onsale', `--output=${statuses[wayIn]}`]);
  const [address = '', port = '443'] = (process.env.ONSALE_TEST_CLUSTER_ADDRESS || found).split(
    ':',
  );
  if (address === '') {
    throw new Error(
      `The ${wayIn} has no address in its status. Set ONSALE_TEST_CLUSTER_ADDRESS to where ${siteName} leads, ip or ip:port.`,
    );
  }
  leadTo(address);
  const caFile = join(inject('clusterSecrets'), 'tls.crt');
  return {
    url: port === '443' ? `https://${siteName}` : `https://${siteName}:${port}`,
    ...{ address, caFile, ca: readFileSync(caFile, 'utf8') },
  };
}

const systemLookup = dns.lookup;

/** Only this process: no test writes into /etc/hosts. */
function leadTo(address: string): void {
  const lookup = (name: string, options: object, found: (...answer: unknown[]) => void) => {
    if (name !== siteName) return Reflect.apply(systemLookup, dns, [name, options, found]);
    const answer = { address, family: 4 };
    if ('all' in options && options.all) found(null, [answer]);
    else found(null, answer.address, answer.family);
  };
  dns.lookup = lookup as unknown as typeof dns.lookup;
}

/** The token of the operator, as it is now. */
export const operatorToken = (): string =>
  readFileSync(join(inject('clusterSecrets'), 'operator-token'), 'utf8');
