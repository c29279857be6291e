import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { deadLetterMigrations } from '@onsale/infra';
import { eventually, type TestDatabase, testDatabase, testLogger } from '@onsale/testing';
import {
  createJetStreamBus,
  type JetStreamBus,
  type JetStreamBusOptions,
} from '../src/jetstream/bus.js';

/** Buses of one service, on servers that a test has started. */
export interface TestBuses {
  readonly database: TestDatabase;
  /** A bus as another process of the service would open it, whether its server is there or not. */
  open(servers: readonly string[], options?: Partial<JetStreamBusOptions>): Promise<JetStreamBus>;
  /** The same; resolves when the bus is connected. */
  connect(
    servers: readonly string[],
    options?: Partial<JetStreamBusOptions>,
  ): Promise<JetStreamBus>;
  stop(): Promise<void>;
}

export async function startTestBuses(): Promise<TestBuses> {
  const database = await testDatabase(deadLetterMigrations.dir);
  const opened: JetStreamBus[] = [];

  async function open(servers: readonly string[], options: Partial<JetStreamBusOptions> = {}) {
    const bus = await createJetStreamBus({
      servers,
      service: 'test',
      database,
      log: testLogger(),
      ackWaitMs: 400,
      maxKeepMs: 1_600,
      pollMs: 50,
      firstBackoffMs: 5,
      ...options,
    });
    opened.push(bus);
    return bus;
  }

  return {
    database,
    open,
    async connect(servers, options) {
      const bus = await open(servers, options);
      await eventually(() => bus.ping(), { timeoutMs: 20_000 });
      return bus;
    },
    async stop() {
      await Promise.all(opened.map((bus) => bus.stop()));
      await database.stop();
    },
  };
}

/** Runs work with the operator’s connection to a server. */
export async function asOperator<T>(
  server: string,
  work: (manager: JetStreamManager) => Promise<T>,
): Promise<T> {
  const connection = await connect({ servers: [server] });
  try {
    return await work(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}
