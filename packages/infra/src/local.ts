import {
  type Clock,
  type Infra,
  type Logger,
  type Stop,
  stopAll,
  systemClock,
} from '@onsale/runtime';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { createLocalBroadcast } from './local/broadcast.js';
import { createLocalBus, type LocalBus } from './local/bus.js';
import { createLocalCache } from './local/cache.js';
import { createLocalLimits } from './local/limits.js';
import { sharedDatabases } from './local/prepare-databases.js';
import { createLocalTimers } from './local/timers.js';
import { migrate, serviceMigrations } from './migrate.js';
import { createDatabase, type PostgresDatabase } from './postgres-database.js';

export interface LocalOptions {
  /** Data folder of the PostgreSQL server for all services. */
  readonly dataDir: string;
  /** Names of the services; each gets a database. */
  readonly services: readonly string[];
  readonly clock?: Clock;
  readonly log: Logger;
  /** Aborts the start, which then rejects. */
  readonly signal?: AbortSignal;
  readonly postgresSettings?: Record<string, string>;
}

/** The infrastructure of all services in one process. */
export interface Local {
  readonly postgres: EmbeddedPostgres;
  readonly bus: LocalBus;
  /**
   * The infrastructure of one service: its own database, migrated, and the shared parts.
   * @throws Error if the service was not named at the start, or a migration fails
   */
  infra(service: string, migrations: URL): Promise<Infra>;
  /** @throws Unavailable when a part does not answer */
  ready(): Promise<void>;
  /**
   * Stops bus and timers, then databases, then the server. Call it after the services have stopped.
   */
  stop(): Promise<void>;
}

const serviceConnections = 10;
const statementTimeoutMs = 15_000;

/** Starts PostgreSQL and builds the infrastructure of all services in this process. */
export async function local(options: LocalOptions): Promise<Local> {
  const { log, services } = options;
  const clock = options.clock ?? systemClock;
  const postgres = await startEmbeddedPostgres({
    dataDir: options.dataDir,
    ...(options.postgresSettings ? { settings: options.postgresSettings } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    log: (line, isTrouble = false) => log[isTrouble ? 'warn' : 'info']({ part: 'postgres' }, line),
  });
  const stops: Stop[] = [() => postgres.stop()];
  const stop = () => stopAll(stops.splice(0).reverse());
  try {
    // No part connects as the superuser; each uses a role that owns its database and nothing else.
    const urls = new Map<string, string>();
    for (const name of [...services, ...Object.keys(sharedDatabases)]) {
      options.signal?.throwIfAborted();
      urls.set(name, await postgres.ensureOwnDatabase(name));
    }
    const urlOf = (name: string) => urls.get(name) as string;
    const databases: PostgresDatabase[] = [];
    stops.push(async () => {
      await Promise.all(databases.map((database) => database.close()));
    });
    const timers = await createLocalTimers({ url: urlOf('timers'), clock, log });
    stops.push(() => timers.stop());
    const bus = await createLocalBus({ url: urlOf('bus'), log });
    stops.push(() => bus.stop());
    const shared = {
      bus,
      timers,
      broadcast: createLocalBroadcast(log),
      limits: createLocalLimits(clock),
      cache: createLocalCache(clock),
      clock,
      log,
    };

    return {
      postgres,
      bus,
      async infra(service, migrations) {
        if (!services.includes(service)) throw new Error(`${service} has no database here.`);
        const url = urlOf(service);
        await migrate({ url, directories: serviceMigrations(migrations), log });
        const database = createDatabase({
          url,
          name: service,
          maxConnections: serviceConnections,
          statementTimeoutMs,
          log,
        });
        databases.push(database);
        return { ...shared, database };
      },
      async ready() {
        await Promise.all([bus, timers, ...databases].map((part) => part.ping()));
      },
      stop,
    };
  } catch (error) {
    await stop().catch((failure: unknown) => log.warn({ err: failure }, 'stopping failed'));
    throw error;
  }
}
