import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type Logger, Unavailable } from '@onsale/runtime';
import { keeper, streamName, streamSubjects } from './names.js';

export interface StreamSettings {
  readonly replicas: number;
  readonly storage: 'file' | 'memory';
  readonly keptHours: number;
  /** Beyond this size the oldest messages are deleted; undefined: no limit. */
  readonly maxBytes?: number | undefined;
  /**
   * Whether this service creates and updates the stream. Other services wait for it and use it as
   * it is.
   */
  readonly isKeeper: boolean;
}

/**
 * A message that is published again within this time is stored once. The server keeps these ids in
 * memory.
 */
const duplicateWindowMs = 2 * 60_000;

const hourMs = 3_600_000;

/**
 * Makes sure that the stream exists with these settings. Any number of processes may do so at once.
 * An existing stream is updated; if the server refuses (its storage, or replicas for which servers
 * are missing), it is used as it is.
 * @throws Unavailable if it is missing and another service creates it
 */
export async function ensureStream(
  manager: JetStreamManager,
  settings: StreamSettings,
  log: Logger,
): Promise<void> {
  const keptMs = settings.keptHours * hourMs;
  const changeable = {
    subjects: [streamSubjects],
    num_replicas: settings.replicas,
    max_age: nanos(keptMs),
    max_bytes: settings.maxBytes ?? -1,
    duplicate_window: nanos(Math.min(duplicateWindowMs, keptMs)),
    // This cannot be undone: messages are deleted only by age and size.
    deny_delete: true,
    deny_purge: true,
  };
  const storage = settings.storage === 'file' ? StorageType.File : StorageType.Memory;
  const found = await findStream(manager);
  if (!found) {
    if (!settings.isKeeper) throw new Unavailable(`The stream, which ${keeper} creates,`);
    await manager.streams.add({
      name: streamName,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      storage,
      ...changeable,
    });
    log.info({ ...settings }, 'bus: created the stream');
    return;
  }
  if (found.storage !== storage) {
    log.warn({ storage: found.storage }, 'bus: the stream keeps the storage it was created with');
  }
  if (!settings.isKeeper) return;
  const wanted = Object.entries(changeable);
  const current = found as unknown as Record<string, unknown>;
  if (wanted.every(([name, value]) => String(current[name]) === String(value))) return;
  try {
    await manager.streams.update(streamName, changeable);
    log.info({ ...settings }, 'bus: changed the stream');
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    log.warn({ reason: (error as Error).message }, 'bus: the stream stays as it is');
  }
}

async function findStream(manager: JetStreamManager) {
  try {
    return (await manager.streams.info(streamName)).config;
  } catch (error) {
    if (isMissing(error, JetStreamApiCodes.StreamNotFound)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;

/** The most unacknowledged messages of all processes of a subscription together. */
const maxAckPending = 20_000;

/**
 * Makes sure that a durable pull consumer exists. A new one begins at the first message in the
 * stream.
 * @throws JetStreamApiError if the stream is missing
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  consumer: { readonly name: string; readonly subject: string; readonly ackWaitMs: number },
): Promise<void> {
  const changeable = {
    ack_wait: nanos(consumer.ackWaitMs),
    max_ack_pending: maxAckPending,
  };
  try {
    const { config } = await manager.consumers.info(streamName, consumer.name);
    const same =
      config.ack_wait === changeable.ack_wait && config.max_ack_pending === maxAckPending;
    if (!same) await manager.consumers.update(streamName, consumer.name, changeable);
  } catch (error) {
    if (!isMissing(error, JetStreamApiCodes.ConsumerNotFound)) throw error;
    await manager.consumers.add(streamName, {
      durable_name: consumer.name,
      filter_subject: consumer.subject,
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.Explicit,
      replay_policy: ReplayPolicy.Instant,
      ...changeable,
    });
  }
}
