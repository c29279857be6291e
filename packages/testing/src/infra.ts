import {
  busMigrations,
  createDatabase,
  createLocalBroadcast,
  createLocalBus,
  createLocalCache,
  createLocalLimits,
  createLocalTimers,
  type LocalBus,
  type LocalTimers,
  migrate,
  migrateTimers,
  type PostgresDatabase,
  serviceMigrations,
} from '@onsale/infra';
import { createLogger, type Infra, type Logger } from '@onsale/runtime';
import { type TestClock, testClock } from './clock.js';
import { type ClonedDatabase, cloneDatabase, contentOf } from './databases.js';

/** Silent, unless `ONSALE_TEST_LOG` is set. */
export const testLogger = (): Logger =>
  createLogger(process.env.ONSALE_TEST_LOG ? 'debug' : 'silent');

const statementTimeoutMs = 15_000;

export interface TestDatabase extends PostgresDatabase {
  readonly url: string;
  /**
   * Closes and drops it.
   * @throws Error if connections to it are still open
   */
  stop(): Promise<void>;
}

/**
 * A database for one test file with the tables every service has, and those of `migrations`.
 * Call `stop` in `afterAll`.
 * @param name shown if connections are left open
 */
export async function testDatabase(migrations: URL, name = 'test'): Promise<TestDatabase> {
  const log = testLogger();
  const directories = serviceMigrations(migrations);
  const clone = await cloneDatabase({
    key: await contentOf(directories.map(({ dir }) => dir)),
    build: (url) => migrate({ url, directories, log }),
  });
  const database = createDatabase({
    url: clone.url,
    name,
    maxConnections: 10,
    statementTimeoutMs,
    log,
  });
  return {
    ...database,
    url: clone.url,
    async stop() {
      await database.close();
      await clone.drop();
    },
  };
}

/** An empty database for a bus. */
export const testBusDatabase = async (): Promise<ClonedDatabase> =>
  cloneDatabase({
    key: `bus ${await contentOf([busMigrations.dir])}`,
    build: (url) => migrate({ url, directories: [busMigrations], log: testLogger() }),
  });

/** An empty database for timers. */
export const testTimersDatabase = (): Promise<ClonedDatabase> =>
  cloneDatabase({
    key: 'timers',
    build: migrateTimers,
  });

/**
 * The infrastructure of a service, real except for the clock, with its own PostgreSQL database, bus
 * and timers. Timers fire when the clock moves past them.
 */
export interface TestInfra extends Infra {
  readonly database: TestDatabase;
  readonly bus: LocalBus;
  readonly timers: LocalTimers;
  readonly clock: TestClock;
  /**
   * Stop the service first.
   * @throws Error if connections were left open
   */
  stop(): Promise<void>;
}

/** The infra of one service for one test file. Call `stop` in `afterAll`. */
export async function testInfra(service: string, migrations: URL): Promise<TestInfra> {
  const log = testLogger();
  let firing: Promise<unknown> = Promise.resolve();
  const fireDue = () => {
    firing = Promise.all([firing, timers.fireDue()]);
  };
  const clock = testClock(new Date(), fireDue);
  const database = await testDatabase(migrations, service);
  const busDatabase = await testBusDatabase();
  const timersDatabase = await testTimersDatabase();
  const bus = await createLocalBus({ url: busDatabase.url, log, pollMs: 200, firstBackoffMs: 10 });
  const timers = await createLocalTimers({
    url: timersDatabase.url,
    clock,
    log,
    firstBackoffMs: 20,
  });
  return {
    database,
    bus,
    timers,
    broadcast: createLocalBroadcast(log),
    limits: createLocalLimits(clock),
    cache: createLocalCache(clock),
    clock,
    log,
    async stop() {
      await firing;
      await timers.stop();
      await bus.stop();
      await timersDatabase.drop();
      await busDatabase.drop();
      await database.stop();
    },
  };
}
