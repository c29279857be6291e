import type { Message } from '@onsale/contracts/message';
import { createDatabase } from '@onsale/infra';
import {
  createHttpServer,
  readSettings,
  type Subscription,
  startService,
  type Task,
} from '@onsale/runtime';
import { type TestInfra, testSessionKeys } from '@onsale/testing';
import { orders } from '../../src/service.js';

export const holdSeconds = 60;
/** Limits of each account, low enough for programs to reach them. */
export const accountLimits = { unpaidOrders: 4, abandonedOrders: 8 };

/** One of several running instances on a database, with connections of its own. */
export interface Instance {
  request(
    method: 'POST' | 'DELETE' | 'GET',
    url: string,
    options: { cookie: string; key?: string; body?: object },
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Delivers messages to their subscriptions. @throws the error of the subscription */
  deliver(messages: readonly Message[]): Promise<void>;
  /** Runs now the tasks that the service runs every second or so. */
  runTasks(): Promise<void>;
  /** Closes all its connections to the database, whatever it is doing. */
  loseConnections(): Promise<void>;
  stop(): Promise<void>;
}

let count = 0;

/**
 * Starts the service on the database of `base`. Messages reach it only through `deliver`, and its
 * tasks run only through `runTasks`, so that the program decides when each thing happens.
 */
export async function startInstance(base: TestInfra): Promise<Instance> {
  const name = `orders-${++count}`;
  const database = createDatabase({
    url: base.database.url,
    name,
    maxConnections: 6,
    statementTimeoutMs: 10_000,
    log: base.log,
  });
  const subscriptions: Subscription[] = [];
  const tasks: Task[] = [];
  const bus = {
    ...base.bus,
    subscribe: async (subscription: Subscription) => {
      subscriptions.push(subscription);
      return async () => undefined;
    },
  };
  const service = await startService(
    {
      ...orders,
      async setup(context) {
        const parts = await orders.setup(context);
        tasks.push(...(parts.tasks ?? []));
        return { ...parts, tasks: [] };
      },
    },
    { ...base, database, bus },
    readSettings(orders.settings, {
      ONSALE_HOLD_SECONDS: String(holdSeconds),
      ONSALE_UNPAID_ORDERS_PER_ACCOUNT: String(accountLimits.unpaidOrders),
      ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: String(accountLimits.abandonedOrders),
    }),
  );
  const app = await createHttpServer({
    services: [service],
    clock: base.clock,
    log: base.log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  return {
    async request(method, url, { cookie, key, body }) {
      const answer = await app.inject({
        method,
        url,
        headers: { cookie, ...(key === undefined ? {} : { 'idempotency-key': key }) },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    async deliver(messages) {
      for (const { types, handle } of subscriptions) {
        const heard = messages.filter((message) => types.includes(message.type));
        if (heard.length > 0) await handle(heard);
      }
    },
    async runTasks() {
      for (const task of tasks) await task.run();
    },
    async loseConnections() {
      // Only in this database: other tests on this server have instances of the same name.
      await base.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = $1`,
        [name],
      );
    },
    async stop() {
      await app.close();
      await service.stop();
      await database.close();
    },
  };
}
