import { type Bus, type Logger, Unavailable } from '@onsale/runtime';
import { operator } from '../account-names.js';
import { assertPublishable, assertSubscription, deadLetterLimit } from '../bus-calls.js';
import { countDeadLetters, readDeadLetters, requestReplay } from '../dead-letters.js';
import type { PostgresDatabase } from '../postgres-database.js';
import { type Consumer, startConsumer } from './consumer.js';
import { createLink, type NatsAccount, within } from './link.js';
import { keeper, streamName } from './names.js';
import { createPublisher } from './publisher.js';
import { startReplays } from './replays.js';
import { ensureStream } from './stream.js';

export interface JetStreamBusOptions {
  /** `nats://host:4222`, one for each server. */
  readonly servers: readonly string[];
  /** For servers with an account for each service. */
  readonly account?: NatsAccount | undefined;
  readonly token?: string;
  /** The name of the connection, for the operators of the server. */
  readonly service: string;
  /**
   * The database of the service, with `deadLetterMigrations` applied: its dead letters are stored
   * there.
   */
  readonly database: PostgresDatabase;
  readonly log: Logger;
  /** Copies of each message; 0, the default, means one for each server, at most 3. */
  readonly replicas?: number;
  /** `file` by default. */
  readonly storage?: 'file' | 'memory';
  /** How long messages are kept, handled or not; 7 days by default. */
  readonly keptHours?: number;
  /** Beyond this the oldest messages are deleted; no limit by default. */
  readonly maxBytes?: number;
  /** After this long without a sign of life a message goes to another process; 5 s by default. */
  readonly ackWaitMs?: number;
  /**
   * A handler that takes longer loses its messages to another process, despite signs of life; 120 s
   * by default.
   */
  readonly maxKeepMs?: number;
  readonly batchAttempts?: number;
  readonly firstBackoffMs?: number;
  /** How soon this process notices a replay that was requested from another one. */
  readonly pollMs?: number;
  /** A message delivered more often without an answer is tried once on its own, then given up. */
  readonly suspectDeliveries?: number;
}

export interface JetStreamBus extends Bus {
  /** @throws Unavailable when no server answers, or none can serve the stream */
  ping(): Promise<void>;
  /** Finishes the batches in progress, returns the other messages to the server, and closes. */
  stop(): Promise<void>;
}

const maxReplicas = 3;
const answerTimeoutMs = 3_000;

/**
 * The bus of a cluster: one JetStream stream for all services, durable consumers for their
 * subscriptions. Needs nats-server 2.9 or newer.
 *
 * Neither this nor `subscribe` waits for the servers: stream and consumers are created once the
 * servers are available, and again if they come back empty. Meanwhile `publish`, `lag` and `ping`
 * reject with `Unavailable`.
 */
export async function createJetStreamBus(options: JetStreamBusOptions): Promise<JetStreamBus> {
  const { servers, service, database, log } = options;
  const stream = {
    replicas: options.replicas || Math.min(servers.length, maxReplicas),
    storage: options.storage ?? 'file',
    keptHours: options.keptHours ?? 7 * 24,
    maxBytes: options.maxBytes,
    isKeeper: !options.account || [keeper, operator].includes(options.account.user),
  };
  const link = createLink({
    servers,
    account: options.account,
    token: options.token,
    name: `onsale ${service}`,
    ensure: (manager) => ensureStream(manager, stream, log),
    log,
  });
  const publish = createPublisher(link);
  const replays = startReplays({ database, log, pollMs: options.pollMs ?? 1_000 });
  const consumers = new Map<string, Consumer>();

  async function waitingAt(consumer: Consumer): Promise<number> {
    const { manager } = link.now();
    const infos = await Promise.all(
      consumer.names.map((name) => manager.consumers.info(streamName, name)),
    );
    return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
  }

  /** @throws Unavailable in place of errors of NATS */
  const asked = <T>(question: Promise<T>): Promise<T> =>
    within(answerTimeoutMs, question).catch((error: unknown) => {
      throw error instanceof Unavailable ? error : new Unavailable('The bus', { cause: error });
    });

  return {
    async publish(messages) {
      assertPublishable(messages);
      if (messages.length > 0) await publish(messages);
    },
    async subscribe(subscription) {
      const { name } = subscription;
      assertSubscription(subscription);
      if (consumers.has(name)) throw new Error(`There is already a subscription ${name} here.`);
      const consumer = startConsumer({
        subscription,
        link,
        database,
        log,
        ackWaitMs: options.ackWaitMs ?? 5_000,
        maxKeepMs: options.maxKeepMs ?? 120_000,
        batchAttempts: options.batchAttempts ?? 4,
        firstBackoffMs: options.firstBackoffMs ?? 50,
        suspectDeliveries: options.suspectDeliveries ?? 20,
      });
      consumers.set(name, consumer);
      const stopReplays = replays.add(subscription);
      return async () => {
        await Promise.all([consumer.stop(), stopReplays()]);
        if (consumers.get(name) === consumer) consumers.delete(name);
      };
    },
    deadLetters: (limit) => readDeadLetters(database, Math.min(limit, deadLetterLimit)),
    countDeadLetters: () => countDeadLetters(database),
    async replay(deadLetterId) {
      const name = await requestReplay(database, deadLetterId);
      replays.wake();
      return name !== undefined;
    },
    /**
     * Counts messages of the subscriptions of this process that are not yet delivered or
     * acknowledged.
     */
    async lag() {
      const entries = [...consumers].map(
        async ([name, consumer]) => [name, await waitingAt(consumer)] as const,
      );
      return new Map(await asked(Promise.all(entries)));
    },
    ping: () =>
      asked(Promise.resolve().then(() => link.now().manager.streams.info(streamName))).then(
        () => undefined,
      ),
    async stop() {
      await Promise.all([replays.stop(), ...[...consumers.values()].map((one) => one.stop())]);
      await link.stop();
    },
  };
}
