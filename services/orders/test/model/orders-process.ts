// The service as a process of its own, until its parent lets go of it. Run by processes.ts.
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
  const service = await startService(orders, infra, readSettings(orders.settings, {}));
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
  process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }));
}

process.once('message', (config) => {
  start(config as ProcessConfig).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
