import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import { tickets } from '@onsale/tickets';
import type { Buyers } from './buyers.js';
import { type Cluster, services, shared, startCluster } from './cluster.js';
import { announce, type Sale, type Sales } from './sale.js';
import { startServer } from './server/launch.js';

/** No hold of the bench ends while it runs. */
const holdSeconds = 24 * 60 * 60;
const publishedAtOnce = 1_000;

export const startWorld = (folder: string, signal: AbortSignal): Promise<Cluster> =>
  startCluster(
    folder,
    {
      orders: orders.migrations,
      tickets: tickets.migrations,
      payments: payments.migrations,
      expiration: expiration.migrations,
      catalog: catalog.migrations,
      auth: auth.migrations,
    },
    signal,
  );

/** What the services of the product are given, made for this run alone. */
export function makeSettings({ privateKey }: Buyers): Record<string, string> {
  const ticket = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    ONSALE_SESSION_PRIVATE_KEY: privateKey,
    ONSALE_TICKET_PRIVATE_KEY: ticket.privateKey,
    ONSALE_WEBHOOK_SECRET: randomBytes(32).toString('base64url'),
    ONSALE_HOLD_SECONDS: String(holdSeconds),
  };
}

/**
 * Makes the sets of databases that measurements begin with: the services themselves hear of the
 * sales. `one`: two events, `many`: as many as planned.
 */
export async function makeSets(
  cluster: Cluster,
  sales: Sales,
  buyers: Buyers,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await makeSet(cluster, 'one', [sales.hot, sales.scarce], buyers, settings);
  await makeSet(cluster, 'many', [...sales.many, sales.scarce], buyers, settings);
}

async function makeSet(
  cluster: Cluster,
  set: string,
  sales: readonly Sale[],
  buyers: Buyers,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await cluster.clone('empty', set, [...services, ...shared]);
  const urls = Object.fromEntries(
    [...services, ...shared].map((name) => [name, cluster.urlOf(set, name)]),
  );
  const job = { role: 'product', urls, settings, sessionPublicKey: buyers.publicKey } as const;
  const server = await startServer(job);
  try {
    const messages = announce(sales, new Date());
    for (let at = 0; at < messages.length; at += publishedAtOnce) {
      await server.publish(messages.slice(at, at + publishedAtOnce));
    }
    while ((await server.waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    await server.stop();
  }
  // Each measurement begins with an empty bus: its subscriptions are those of its own services.
  for (const name of shared) await cluster.clone('empty', set, [name]);
}
