import {
  type Infra,
  type InfraProvider,
  type Logger,
  onceReached,
  readSettings,
  type Stop,
  stopAll,
  tracingSettings,
  Unavailable,
} from '@onsale/runtime';
import { clusterSettings } from './cluster-settings.js';
import { deadLetterMigrations } from './dead-letters.js';
import { withClient } from './embedded-postgres/databases.js';
import { createJetStreamBus } from './jetstream/bus.js';
import { createLocalLimits } from './local/limits.js';
import { migrate, serviceMigrations } from './migrate.js';
import { explainError } from './postgres/errors.js';
import { findPrimary } from './postgres/find-primary.js';
import { letReaderRead } from './postgres/reader.js';
import { createDatabase } from './postgres-database.js';
import { createRedisBroadcast } from './redis/broadcast.js';
import { createRedisCache } from './redis/cache.js';
import { connectRedis } from './redis/connect.js';
import { createRedisLimits } from './redis/limits.js';
import { createRedisTimers } from './redis/timers.js';
import { startTracing } from './tracing.js';

export { createJetStreamBus, type JetStreamBus } from './jetstream/bus.js';
export { createRedisBroadcast } from './redis/broadcast.js';
export { createRedisCache } from './redis/cache.js';
export { connectRedis } from './redis/connect.js';
export { createRedisTimers } from './redis/timers.js';

/**
 * The infrastructure of a service in a cluster: a database by URL, NATS JetStream, Redis. A service
 * does not start without its database. It serves without the bus and Redis and connects when they
 * are available, since neither decides who gets a ticket.
 */
export const cluster: InfraProvider = {
  settings: clusterSettings,

  async connect({ name, migrations }, { environment, clock, log }) {
    const settings = readSettings(clusterSettings(name), environment);
    const { databaseUrl: url, redisUrl } = settings;
    await migrateOnceThere(name, url, migrations, log);
    const { tracesUrl, tracesSampled } = readSettings(tracingSettings, environment);
    const tracing = { service: name, url: tracesUrl, sampled: tracesSampled, log };
    const stopTracing = await startTracing(tracing);
    const database = createDatabase({
      url,
      name,
      maxConnections: settings.databaseConnections,
      statementTimeoutMs,
      log,
    });
    const stops: Stop[] = [stopTracing, () => database.close()];
    const stop = async () => {
      await stopAll(stops.splice(0).reverse()).catch((error: unknown) =>
        log.warn({ err: error }, 'stopping failed'),
      );
    };
    try {
      const redis = connectRedis({ url: redisUrl, service: name, log });
      stops.push(() => redis.close());
      const timers = await createRedisTimers({ url: redisUrl, clock, log });
      stops.push(() => timers.stop());
      const bus = await createJetStreamBus({
        servers: settings.natsUrl.split(','),
        account: accountOf(name, settings.natsPassword),
        token: settings.natsToken,
        service: name,
        database,
        replicas: settings.busReplicas,
        storage: settings.busStorage,
        ackWaitMs: settings.busAckWaitSeconds * 1_000,
        log,
      });
      stops.push(() => bus.stop());
      const fallback = createLocalLimits(clock);
      const infra: Infra = {
        database,
        bus,
        timers,
        broadcast: createRedisBroadcast({ redis, log }),
        limits: createRedisLimits({ redis, fallback, log }),
        cache: createRedisCache({ redis, log }),
        clock,
        log,
      };
      return { infra, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

/** For NATS servers with an account for each service; undefined: without. */
const accountOf = (user: string, password: string) =>
  password === '' ? undefined : { user, password };

const statementTimeoutMs = 15_000;
/** A migration retries after this time, because buyers wait behind a waiting lock. */
const lockTimeoutMs = 2_000;
const startLimitMs = 120_000;
/** PostgreSQL: insufficient privilege. */
const mayNot = '42501';

/**
 * Migrates as soon as the database is available and its locks are free: other processes may be
 * starting, or selling.
 */
async function migrateOnceThere(name: string, url: string, own: URL, log: Logger): Promise<void> {
  const directories = [...serviceMigrations(own), deadLetterMigrations];
  const prepare = async () => {
    await migrate({ url, directories, lockTimeoutMs, log });
    await letAuditRead(name, url).catch((error: unknown) => {
      if ((error as { code?: string }).code !== mayNot) throw error;
      // Another role owns the tables, for example after a restore; the audit explains what to do.
      log.warn({ database: name, reason: (error as Error).message }, 'the audit may not read it');
    });
  };
  await onceReached(prepare, {
    patienceMs: startLimitMs,
    isUnavailable: (error) => explainError(causeOf(error)) instanceof Unavailable,
    onWait: (reason) =>
      log.warn({ database: name, reason }, 'the database cannot be migrated yet: will try again'),
  });
}

const causeOf = (error: unknown) => (error instanceof Error && error.cause ? error.cause : error);

/** The service owns its tables, so it can grant this in any managed PostgreSQL. */
async function letAuditRead(name: string, url: string): Promise<void> {
  const primary = await findPrimary(url);
  await withClient(primary.url, (client) => letReaderRead(client, name));
}
