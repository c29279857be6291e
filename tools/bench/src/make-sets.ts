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
import type { Role } from './server/protocol.js';
import { databasesOf, jobFor, settle } from './stage.js';

/** No hold of the bench ends while it runs. */
const holdSeconds = 24 * 60 * 60;
const publishedAtOnce = 1_000;

export const startEmptyCluster = (folder: string, signal: AbortSignal): Promise<Cluster> =>
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

/** Settings for the services of the product, made for this run alone. */
export function makeSettings({ privateKey, checkKey }: Buyers): Record<string, string> {
  const ticket = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    ONSALE_SESSION_PRIVATE_KEY: privateKey,
    ONSALE_SESSION_CHECK_KEYS: checkKey,
    ONSALE_TICKET_PRIVATE_KEY: ticket.privateKey,
    ONSALE_WEBHOOK_SECRET: randomBytes(32).toString('base64url'),
    ONSALE_HOLD_SECONDS: String(holdSeconds),
    // Everyone comes from one address.
    ONSALE_STREAMS_PER_ADDRESS: '1000000',
    ONSALE_SIGNINS_PER_ADDRESS: '10000',
    ONSALE_SIGNINS_PER_ACCOUNT: '10000',
    ONSALE_SIGNUPS_PER_HOUR: '10000',
    // One organiser makes them all.
    ONSALE_EVENTS_PER_DAY: '10000',
    ONSALE_ORGANISERS: 'everyone',
    ONSALE_PUBLISHED_EVENTS_PER_ACCOUNT: '10000',
  };
}

/**
 * Makes the sets of databases that measurements begin with; the services themselves receive the
 * sales. `one`, for all services: two events. `many`, for orders alone: as many as planned.
 */
export async function makeSets(
  cluster: Cluster,
  sales: Sales,
  buyers: Buyers,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const putOnSale = async (set: string, role: Role, some: readonly Sale[]) => {
    const names = databasesOf(role);
    const urls = Object.fromEntries(names.map((name) => [name, cluster.urlOf(set, name)]));
    const server = await startServer(jobFor(role, urls, { buyers, settings }));
    try {
      const messages = announce(some, new Date());
      for (let at = 0; at < messages.length; at += publishedAtOnce) {
        await server.publish(messages.slice(at, at + publishedAtOnce));
      }
      await settle([server]);
    } finally {
      await server.stop();
    }
    // Each measurement begins with an empty bus: its subscriptions are those of its own services.
    await cluster.clone('empty', set, shared);
  };
  await cluster.clone('empty', 'one', [...services, ...shared]);
  await putOnSale('one', 'product', [sales.hot, sales.scarce]);
  await cluster.clone('one', 'many', ['orders', ...shared]);
  await putOnSale('many', 'orders', sales.many.slice(1));
}
