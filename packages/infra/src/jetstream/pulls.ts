import { type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import { within } from './link.js';
import { streamName } from './names.js';

interface Pulled {
  readonly received: number;
  /** There was no sign of life: the consumer, or the server that led it, may be gone. */
  readonly isSilent: boolean;
}

/** Pulls from one durable consumer over one connection, one pull at a time. */
export interface Pulls {
  /**
   * Resolves as soon as the server has sent what it has, up to a batch. When it has nothing it
   * waits for the first message, for a few seconds.
   */
  pull(): Promise<Pulled>;
  /** Resolves when nothing more can come. */
  end(): Promise<void>;
}

/** Messages a pull. */
const batchSize = 500;
/** And their bytes, at most: more than the largest message that a server takes. */
const maxBytes = 8_000_000;
/** Less than `lame_duck_grace_period`: a server that announces its end serves the pull until it is over. */
const waitMs = 4_000;
const heartbeatMs = 500;
/** A pull is lost when the leader of its consumer changes; each step of a purchase may wait for one. */
const silentMs = 1_500;
const drainTimeoutMs = 2_000;

/**
 * @param inbox a subject of its own for the answers
 * @param receive gets each message as it comes; now and then one comes after its pull was taken for
 * lost
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
