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
import { createLocalTimers } from './local/timers.js';
import { migrate, serviceMigrations } from './migrate.js';
import { createDatabase, type PostgresDatabase } from './postgres-database.js';

export interface LocalOptions {
  /** Folder of the PostgreSQL that is started for all of it. */
  readonly dataDir: string;
  /** Names of the services: each gets a database. */
  readonly services: readonly string[];
  readonly clock?: Clock;
  readonly log: Logger;
  /** Ends the start, which is then rejected. */
  readonly signal?: AbortSignal;
  readonly postgresSettings?: Record<string, string>;
}

/** Everything the services of one machine need from the world. */
export interface Local {
  readonly postgres: EmbeddedPostgres;
  readonly bus: LocalBus;
  /**
   * What one service is given: its own database, migrated, and what all share.
   * @throws Error when it was not named at the start, or a migration fails
   */
  infra(service: string, migrations: URL): Promise<Infra>;
  /** @throws Unavailable when a part does not answer */
  ready(): Promise<void>;
  /** Call it after the services have stopped: bus and timers first, then databases, then server. */
  stop(): Promise<void>;
}

const serviceConnections = 10;
const statementTimeoutMs = 15_000;

/** Starts PostgreSQL and builds on it what a service needs, all in this process. */
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
    // Nobody works as the superuser: each as the role that owns its database, and nothing else.
    const urls = new Map<string, string>();
    for (const name of [...services, 'bus', 'timers']) {
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
