import { type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import { within } from './link.js';
import { streamName } from './names.js';

interface Pulled {
  readonly received: number;
  /** Whether there was no sign of life: the consumer, or the server that leads it, may be gone. */
  readonly isSilent: boolean;
}

/** Pulls from one durable consumer over one connection, one pull at a time. */
export interface Pulls {
  /**
   * Resolves as soon as the server has sent the available messages, up to a batch. If there are
   * none, it waits a few seconds for the first.
   */
  pull(): Promise<Pulled>;
  /** Resolves when nothing more can come. */
  end(): Promise<void>;
}

/** The most messages in a pull. */
const batchSize = 500;
/** The most bytes in a pull: more than the largest message that a server accepts. */
const maxBytes = 8_000_000;
/**
 * Less than `lame_duck_grace_period`, so that a server that is about to stop still completes the
 * pull.
 */
const waitMs = 4_000;
const heartbeatMs = 500;
/**
 * A pull is lost when the leader of its consumer changes. Kept short, since each step of a purchase
 * may wait for one.
 */
const silentMs = 1_500;
const drainTimeoutMs = 2_000;

/**
 * @param inbox a subject for the answers to these pulls only
 * @param receive gets each message as it arrives, sometimes after its pull was considered lost
 */
export function openPulls(
  connection: NatsConnection,
  consumer: string,
  inbox: string,
  receive: (message: Msg) => void,
): Pulls {
  const request = JSON.stringify({
    batch: batchSize,
    max_bytes: maxBytes,
    no_wait: true,
    expires: nanos(waitMs),
    idle_heartbeat: nanos(heartbeatMs),
  });
  let pullNumber = 0;
  let current:
    | { received: number; silence: NodeJS.Timeout; resolve(pulled: Pulled): void }
    | undefined;

  function end(isSilent: boolean): void {
    if (!current) return;
    const { received, silence, resolve } = current;
    current = undefined;
    clearTimeout(silence);
    resolve({ received, isSilent });
  }

  const subscription = connection.subscribe(`${inbox}.*`, {
    callback(error, message) {
      if (error) return end(true);
      current?.silence.refresh();
      if (message.reply?.startsWith('$JS.ACK.')) {
        receive(message);
        if (!current) return;
        current.received += 1;
        if (current.received >= batchSize) end(false);
      } else if (message.subject === `${inbox}.${pullNumber}` && message.headers?.code !== 100) {
        end(false); // all given, time over, or turned down
      }
    },
  });
  void connection.closed().then(() => end(true));

  return {
    async pull() {
      pullNumber += 1;
      return new Promise<Pulled>((resolve) => {
        current = { received: 0, silence: setTimeout(() => end(true), silentMs), resolve };
        connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${streamName}.${consumer}`, request, {
          reply: `${inbox}.${pullNumber}`,
        });
      });
    },
    async end() {
      if (!subscription.isClosed() && !connection.isClosed()) {
        // Messages that the server sent before the request reached it still arrive.
        await within(drainTimeoutMs, subscription.drain()).catch(() => undefined);
      }
      end(true);
    },
  };
}
