import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import type { Message } from '@onsale/contracts/message';
import { expiration } from '@onsale/expiration';
import {
  createDatabase,
  createLocalBroadcast,
  createLocalBus,
  createLocalCache,
  createLocalLimits,
  createLocalTimers,
  type PostgresDatabase,
  pickFreePort,
} from '@onsale/infra';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import {
  type Broadcast,
  createHttpServer,
  createLogger,
  type RunningService,
  readSettings,
  type ServiceDefinition,
  type Settings,
  type Stop,
  startService,
  systemClock,
} from '@onsale/runtime';
import { tickets } from '@onsale/tickets';
import { type Change, preciseNow } from '../viewers/protocol.js';
import { baseline } from './baseline.js';
import { echo } from './echo.js';
import type { Job, Server } from './protocol.js';

/** A service, and whose database it works on. */
type Placed = readonly [definition: ServiceDefinition<Settings>, database: string];

const placed = (definition: unknown, database: string): Placed => [
  definition as ServiceDefinition<Settings>,
  database,
];

const servicesOf: Readonly<Record<string, readonly Placed[]>> = {
  echo: [placed(echo, 'orders')], // only the outbox, which stays empty
  baseline: [placed(baseline, 'orders')],
  orders: [placed(orders, 'orders')],
  product: [
    placed(orders, 'orders'),
    placed(tickets, 'tickets'),
    placed(payments, 'payments'),
    placed(expiration, 'expiration'),
    placed(catalog, 'catalog'),
    placed(auth, 'auth'),
  ],
};

/** As `local()` has them. */
const connections = { maxConnections: 10, statementTimeoutMs: 15_000 };

/** Services as the product runs them in one process, on databases that are there already. */
export async function startServices(job: Job): Promise<Server> {
  const { urls } = job;
  const log = createLogger('error');
  const stops: Stop[] = [];
  const urlOf = (name: string) => {
    const url = urls[name];
    if (url === undefined) throw new Error(`${job.role}: no database for ${name}`);
    return url;
  };
  const bus = await createLocalBus({ url: urlOf('bus'), log });
  stops.push(() => bus.stop());
  const timers = await createLocalTimers({ url: urlOf('timers'), clock: systemClock, log });
  stops.push(() => timers.stop());
  const shared = {
    bus,
    timers,
    broadcast: createLocalBroadcast(log),
    limits: createLocalLimits(systemClock),
    cache: createLocalCache(systemClock),
    clock: systemClock,
    log,
  };
  // Known before the services start: the payment provider calls back on it.
  const port = await pickFreePort();
  const settings = { ONSALE_WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`, ...job.settings };
  const databases: PostgresDatabase[] = [];
  const running: RunningService[] = [];
  for (const [definition, name] of servicesOf[job.role] ?? []) {
    const database = createDatabase({ url: urlOf(name), name, log, ...connections });
    databases.push(database);
    const own = readSettings(definition.settings, settings);
    running.push(await startService(definition, { ...shared, database }, own));
  }
  const app = await createHttpServer({
    services: running,
    clock: systemClock,
    log,
    sessionPublicKey: job.sessionPublicKey,
    sessionCheckKey: job.sessionCheckKey,
    trustProxy: 'loopback',
    checkReplies: false,
  });
  await app.listen({ port, host: '127.0.0.1' });

  return {
    url: `http://127.0.0.1:${port}`,
    publish: (messages) => bus.publish(messages as Message[]),
    changes: noteChanges(shared.broadcast),
    async waiting() {
      let waiting = 0;
      for (const database of databases) waiting += await waitingRows(database);
      for (const lag of (await bus.lag()).values()) waiting += lag;
      // A message on its way from one table to the next is in one of them the second time.
      for (const database of databases) waiting += await waitingRows(database);
      return waiting;
    },
    async stop() {
      const closed = app.close();
      for (const service of running.reverse()) await service.stop();
      await closed;
      for (const stop of stops.reverse()) await stop();
      await Promise.all(databases.map((database) => database.close()));
    },
  };
}

/** Notes when the stock of the events that were asked for was durably changed. */
function noteChanges(broadcast: Broadcast): (eventId: string) => Change[] {
  const noted = new Map<string, Change[]>();
  let isListening = false;
  function listen(): void {
    isListening = true;
    broadcast.subscribe('stock', (news) => {
      const { changes } = news as { changes: { eventId: string; version: number }[] };
      for (const { eventId, version } of changes) noted.get(eventId)?.push([version, preciseNow()]);
    });
  }
  return (eventId) => {
    if (!isListening) listen();
    const changes = noted.get(eventId) ?? [];
    noted.set(eventId, []);
    return changes;
  };
}

const waitingRows = async (database: PostgresDatabase): Promise<number> => {
  const rows = await database.query<{ waiting: number }>(
    'select count(*)::int as waiting from outbox where published_at is null',
  );
  return rows[0]?.waiting ?? 0;
};
