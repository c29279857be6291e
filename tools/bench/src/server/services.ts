import { availableParallelism } from 'node:os';
import type { Message } from '@onsale/contracts/message';
import {
  createDatabase,
  createLocalBroadcast,
  createLocalBus,
  createLocalCache,
  createLocalLimits,
  createLocalTimers,
  type PostgresDatabase,
} from '@onsale/infra';
import {
  type Broadcast,
  createHttpServer,
  createLogger,
  type Logger,
  listenForBrowsers,
  pickFreePort,
  type RunningService,
  readSettings,
  type ServiceDefinition,
  type Settings,
  type Stop,
  startService,
  systemClock,
} from '@onsale/runtime';
import { type Change, preciseNow } from '../viewers/protocol.js';
import type { Job, Role, Server } from './protocol.js';

/** Each is loaded when a role needs it: most roles are one service. */
const load = {
  auth: async () => (await import('@onsale/auth')).auth,
  catalog: async () => (await import('@onsale/catalog')).catalog,
  expiration: async () => (await import('@onsale/expiration')).expiration,
  orders: async () => (await import('@onsale/orders')).orders,
  payments: async () => (await import('@onsale/payments')).payments,
  tickets: async () => (await import('@onsale/tickets')).tickets,
  echo: async () => (await import('./echo.js')).echo,
  baseline: async () => (await import('./baseline.js')).baseline,
} satisfies Readonly<Record<string, () => Promise<unknown>>>;
type Name = keyof typeof load;

const all: readonly Name[] = ['orders', 'tickets', 'payments', 'expiration', 'catalog', 'auth'];
const servicesOf: Partial<Record<Role, readonly Name[]>> = {
  echo: ['echo'],
  baseline: ['baseline'],
  orders: ['orders'],
  auth: ['auth'],
  product: all,
  site: all,
};
/** The bench's own substitute for `orders`, on its tables. */
const databaseOf = (name: Name) => (name === 'echo' || name === 'baseline' ? 'orders' : name);

/** As `npm start` has it. */
const mostPageProcesses = 4;
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
  // Chosen before the services start, because the payment provider calls back on it.
  const port = await pickFreePort();
  const settings = { ONSALE_WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`, ...job.settings };
  const databases: PostgresDatabase[] = [];
  const running: RunningService[] = [];
  for (const service of servicesOf[job.role] ?? []) {
    const definition = (await load[service]()) as ServiceDefinition<Settings>;
    const name = databaseOf(service);
    const database = createDatabase({ url: urlOf(name), name, log, ...connections });
    databases.push(database);
    const own = readSettings(definition.settings, settings);
    running.push(await startService(definition, { ...shared, database }, own));
  }
  const url = `http://127.0.0.1:${port}`;
  const pages = job.role === 'site' ? await openSitePages(url, running, log) : undefined;
  const app = await createHttpServer({
    services: running,
    clock: systemClock,
    log,
    sessionPublicKey: job.sessionPublicKey,
    sessionCheckKey: job.sessionCheckKey,
    trustProxy: 'loopback',
    checkReplies: false,
    ...(pages ? { first: pages.first } : {}),
  });
  await pages?.addTo(app);
  await pages?.ready;
  await listenForBrowsers(app, { port, host: '127.0.0.1' }, log);

  return {
    url,
    ...(pages ? { pages: pages.state, cpuMs: pages.cpuMs } : {}),
    publish: (messages) => bus.publish(messages as Message[]),
    changes: noteChanges(shared.broadcast),
    async waiting() {
      let waiting = 0;
      for (const database of databases) waiting += await waitingRows(database);
      for (const lag of (await bus.lag()).values()) waiting += lag;
      // A message in transit between two tables shows in one of them the second time.
      for (const database of databases) waiting += await waitingRows(database);
      return waiting;
    },
    async stop() {
      const pagesStopped = pages?.stop();
      const closed = app.close();
      for (const service of running.reverse()) await service.stop();
      await Promise.all([closed, pagesStopped]);
      for (const stop of stops.reverse()) await stop();
      await Promise.all(databases.map((database) => database.close()));
    },
  };
}

/** Loaded only for roles with pages. */
async function openSitePages(url: string, services: readonly RunningService[], log: Logger) {
  const { openPages } = await import('./pages.js');
  return openPages(url, Math.min(availableParallelism(), mostPageProcesses), services, log);
}

/** Records when the stock of the requested events was durably changed. */
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
