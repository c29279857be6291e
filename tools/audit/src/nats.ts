import { type JetStreamManager, jetstreamManager, type MsgRequest } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { inboxOf, tlsOf } from '@onsale/infra/accounts';
import type { NatsAddress } from '@onsale/install';
import { AuditError } from './books.js';

/** Messages of one type that one subscription has not yet handled. */
export interface Behind {
  /** Name of the durable consumer: `tickets_order@order_paid`. */
  readonly name: string;
  /** Not delivered, or delivered and not acknowledged. */
  readonly waiting: number;
  /** The one that waits longest; undefined when the stream no longer has it. */
  readonly oldest: { readonly seq: number; readonly at: Date } | undefined;
}

/** The stream of a cluster, read-only. */
export interface Stream {
  /** How many subscriptions it has, by type of message, and those that are behind. */
  look(): Promise<{ consumers: number; lastSeq: number; behind: Behind[] }>;
  close(): Promise<void>;
}

const streamName = 'ONSALE';
const timeoutMs = 10_000;
const activeWithinMs = 86_400_000;

/**
 * @param signal aborts the query, which then rejects
 * @throws AuditError when NATS cannot be reached, or has no messages of Onsale
 */
export async function openStream(
  { servers, account, token, tls }: NatsAddress,
  signal?: AbortSignal,
): Promise<Stream> {
  const where = servers.join(', ');
  const ask = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const reason = (error as Error).message.replace(/\.$/, '');
      throw new AuditError(`NATS (${where}) ${what}: ${reason}.`, { cause: error });
    }
  };
  signal?.throwIfAborted();
  const connection = await ask(
    'cannot be reached',
    connect({
      ...{ servers: [...servers], name: 'onsale-audit', timeout: timeoutMs },
      ...{ maxReconnectAttempts: 3, ...(token === undefined ? {} : { token }) },
      ...(tls ? { tls } : tlsOf(servers)),
      ...(account && {
        ...{ user: account.user, pass: account.password },
        inboxPrefix: inboxOf(account.user),
      }),
    }),
  );
  const abort = () => void connection.close();
  signal?.addEventListener('abort', abort, { once: true });
  const close = async () => {
    signal?.removeEventListener('abort', abort);
    await connection.close();
  };
  try {
    const manager = await ask('has no JetStream', managerOf(connection));
    return {
      look: () => ask(`does not report the stream ${streamName}`, look(manager)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const managerOf = (connection: NatsConnection) =>
  jetstreamManager(connection, { timeout: timeoutMs });

async function look(manager: JetStreamManager): ReturnType<Stream['look']> {
  const { state } = await manager.streams.info(streamName);
  const consumers = [];
  for await (const info of manager.consumers.list(streamName)) {
    const { name, delivered, ack_floor: floor, num_pending, num_ack_pending, config } = info;
    const activeAt = [delivered, floor].map(({ last_active: at }) => toTime(at));
    consumers.push({
      ...{ name, waiting: num_pending + num_ack_pending, floor: floor.stream_seq },
      ...{ subject: config.filter_subject ?? '>', activeMs: Math.max(...activeAt) },
    });
  }
  // A consumer that is inactive while others are active is of an earlier version. When none was active
  // since its server started, the audit cannot tell.
  const newestMs = Math.max(...consumers.map(({ activeMs }) => activeMs));
  const used = consumers.filter(
    ({ activeMs }) => activeMs === 0 || activeMs > newestMs - activeWithinMs,
  );
  const behind: Behind[] = [];
  for (const { name, waiting, floor, subject } of used) {
    if (waiting === 0) continue;
    // The first unacknowledged message: everything up to the floor is acknowledged.
    const query = { seq: floor + 1, next_by_subj: subject };
    const message = await manager.streams.getMessage(streamName, query as MsgRequest);
    behind.push({
      ...{ name, waiting },
      oldest: message ? { seq: message.seq, at: message.time } : undefined,
    });
  }
  return { consumers: consumers.length, lastSeq: state.last_seq, behind };
}

/**
 * ISO 8601 to milliseconds since 1970; 0 for nothing: the consumer was never active since the
 * server started.
 */
const toTime = (at: unknown) => (typeof at === 'string' ? Date.parse(at) : 0);
