import { createInbox, type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import type { Logger } from '@onsale/runtime';
import { backoffMs, Pause } from '../local/pause.js';
import { type Held, hold } from './held.js';
import { type Link, within } from './link.js';
import { streamName } from './names.js';
import { ensureConsumer } from './stream.js';

/** One durable consumer of the stream, from which this process pulls when it is told to. */
export interface Source {
  readonly name: string;
  /** Pulls a batch, unless it is doing so. */
  want(): void;
  /** Asks for no more, and waits until nothing more can come. */
  stop(): Promise<void>;
}

export interface SourceOptions {
  readonly link: Link;
  /** Of the durable consumer. */
  readonly name: string;
  readonly subject: string;
  readonly ackWaitMs: number;
  readonly log: Logger;
  /** Gets each message as it comes. */
  readonly receive: (held: Held) => void;
  /** A pull has ended that brought something. */
  readonly arrived: () => void;
}

/** Messages a pull. */
const batchSize = 500;
/** How long the server waits for a first message; then the pull is repeated. */
const pullMs = 10_000;
const heartbeatMs = 1_500;
/** Without a sign of life for so long a pull is lost, with the server that knew of it. */
const silentMs = 4_000;
/** After a pull that was turned down, as it happens while others' pulls wait or a leader changes. */
const turnedDownPauseMs = 50;
const maxPauseMs = 5_000;
const drainTimeoutMs = 2_000;

/**
 * A pull ends as soon as the server has given what it has, up to a batch; when it has nothing, it
 * waits for the first message. Nothing is pulled ahead: what this process does not work on is for
 * the others.
 */
export function startSource(options: SourceOptions): Source {
  const { link, name, log } = options;
  const wanted = new Pause();
  let isWanted = false;
  let stopped = false;
  let endWork: () => Promise<void> = async () => undefined;

  async function work(connection: NatsConnection): Promise<void> {
    const inbox = createInbox();
    let pullNumber = 0;
    let end: (isSilent: boolean) => void = () => undefined;
    let received = 0;
    let silence: NodeJS.Timeout | undefined;

    const subscription = connection.subscribe(`${inbox}.*`, {
      callback(error, message) {
        if (error) return end(true);
        silence?.refresh();
        if (message.reply?.startsWith('$JS.ACK.')) {
          options.receive(hold(connection, message));
          received += 1;
          if (received >= batchSize) end(false);
        } else if (endsPull(message, `${inbox}.${pullNumber}`)) end(false);
      },
    });
    const lost = () => {
      wanted.wake();
      end(true);
    };
    void connection.closed().then(lost);
    endWork = async () => {
      // What the server sent before it heard of it still comes, and is given back.
      if (!subscription.isClosed()) {
        await within(drainTimeoutMs, subscription.drain()).catch(() => undefined);
      }
      end(true);
    };

    async function pull(): Promise<boolean> {
      pullNumber += 1;
      received = 0;
      return new Promise<boolean>((resolve) => {
        silence = setTimeout(() => end(true), silentMs);
        end = (isSilent) => {
          clearTimeout(silence);
          end = () => undefined;
          resolve(isSilent);
        };
        connection.publish(
          `$JS.API.CONSUMER.MSG.NEXT.${streamName}.${name}`,
          JSON.stringify({
            batch: batchSize,
            no_wait: true,
            expires: nanos(pullMs),
            idle_heartbeat: nanos(heartbeatMs),
          }),
          { reply: `${inbox}.${pullNumber}` },
        );
      });
    }

    try {
      while (!stopped && !connection.isClosed()) {
        if (!isWanted) {
          await wanted.wait(pullMs);
          continue;
        }
        const startedMs = performance.now();
        const isSilent = await pull();
        if (received > 0) {
          isWanted = false;
          options.arrived();
        }
        if (isSilent) return;
        if (received === 0 && performance.now() - startedMs < turnedDownPauseMs) {
          await wanted.wait(turnedDownPauseMs);
        }
      }
    } finally {
      end(true);
      subscription.unsubscribe();
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const ready = await link.ready();
      if (!ready || stopped) return;
      try {
        await ensureConsumer(ready.manager, options);
        failures = 0;
        await work(ready.connection);
      } catch (error) {
        failures += 1;
        log.warn({ err: error, consumer: name }, 'bus: cannot pull; will try again');
        if (!ready.connection.isClosed()) link.missing();
        if (!stopped) await wanted.wait(backoffMs(failures, turnedDownPauseMs, maxPauseMs));
      }
    }
  }

  // Never rejects; ends when it is stopped, or with the link.
  void run();

  return {
    name,
    want() {
      isWanted = true;
      wanted.wake();
    },
    async stop() {
      stopped = true;
      await endWork();
      wanted.wake();
    },
  };
}

/** What the server says of a pull, beside its heartbeats: all given, time over, turned down. */
const endsPull = (message: Msg, pullSubject: string): boolean =>
  message.subject === pullSubject && message.headers?.code !== 100;
