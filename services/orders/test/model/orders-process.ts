// Runs the service in a separate process until the parent disconnects. Started by processes.ts.
import {
  createDatabase,
  createLocalBroadcast,
  createLocalBus,
  createLocalCache,
  createLocalLimits,
  createLocalTimers,
} from '@onsale/infra';
import {
  createHttpServer,
  createLogger,
  pickFreePort,
  readSettings,
  startService,
  systemClock,
} from '@onsale/runtime';
import { orders } from '../../src/service.js';

export interface ProcessConfig {
  readonly databaseUrl: string;
  readonly busUrl: string;
  readonly timersUrl: string;
  readonly sessionPublicKey: string;
}

async function start(config: ProcessConfig): Promise<void> {
  const log = createLogger('silent');
  const infra = {
    database: createDatabase({
      url: config.databaseUrl,
      name: `orders-${process.pid}`,
      maxConnections: 6,
      statementTimeoutMs: 10_000,
      log,
    }),
    bus: await createLocalBus({ url: config.busUrl, log, pollMs: 50, firstBackoffMs: 10 }),
    timers: await createLocalTimers({ url: config.timersUrl, clock: systemClock, log }),
    broadcast: createLocalBroadcast(log),
    limits: createLocalLimits(systemClock),
    cache: createLocalCache(systemClock),
    clock: systemClock,
    log,
  };
  // High enough that the buyers of the rush never reach them.
  const settings = readSettings(orders.settings, {
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
  });
  const service = await startService(orders, infra, settings);
  const app = await createHttpServer({
    services: [service],
    clock: infra.clock,
    log,
    sessionPublicKey: config.sessionPublicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  process.once('disconnect', async () => {
    await app.close();
    await service.stop();
    await infra.timers.stop();
    await infra.bus.stop();
    await infra.database.close();
  });
  process.send?.(await app.listen({ port: await pickFreePort(), host: '127.0.0.1' }));
}

process.once('message', (config) => {
  start(config as ProcessConfig).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
