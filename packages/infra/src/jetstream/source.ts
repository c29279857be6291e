import { errors } from '@nats-io/transport-node';
import { backoffMs, type Logger, Pause } from '@onsale/runtime';
import { type Delivery, toDelivery } from './delivery.js';
import type { Link, Ready } from './link.js';
import { openPulls } from './pulls.js';
import { ensureConsumer } from './stream.js';

/** One durable consumer of the stream, from which this process pulls on demand. */
export interface Source {
  readonly name: string;
  /** Pulls a batch, unless a pull is in progress. */
  want(): void;
  /** Stops pulling, and waits until no more messages can arrive. */
  stop(): Promise<void>;
}

export interface SourceOptions {
  readonly link: Link;
  /** Name of the durable consumer. */
  readonly name: string;
  readonly subject: string;
  readonly ackWaitMs: number;
  readonly log: Logger;
  /** Gets each message as it arrives. */
  readonly receive: (delivery: Delivery) => void;
  /** Called after a pull that brought messages. */
  readonly arrived: () => void;
}

/**
 * The pause after a refused pull, as happens while pulls of other processes wait or a leader
 * changes.
 */
const turnedDownPauseMs = 50;
const maxPauseMs = 1_000;
const idleMs = 30_000;

/** Never pulls ahead, so that other processes get the messages that this one is not ready for. */
export function startSource(options: SourceOptions): Source {
  const { link, name, log } = options;
  const wanted = new Pause();
  let isWanted = false;
  let stopped = false;
  let endPulls: () => Promise<void> = async () => undefined;

  async function work(ready: Ready): Promise<void> {
    const { connection } = ready;
    let isPulling = false;
    const pulls = openPulls(connection, name, link.openInbox(), (message) => {
      options.receive(toDelivery(connection, message));
      if (!isPulling) options.arrived();
    });
    endPulls = pulls.end;
    void connection.closed().then(() => wanted.wake());
    try {
      while (!stopped && !connection.isClosed() && !ready.isLeaving) {
        if (!isWanted) {
          await wanted.wait(idleMs);
          continue;
        }
        const startedMs = performance.now();
        isPulling = true;
        const { received, isSilent } = await pulls.pull();
        isPulling = false;
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
      await pulls.end();
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const ready = await link.ready();
      if (!ready || stopped) return;
      try {
        await ensureConsumer(ready.manager, options);
        failures = 0;
        await work(ready);
      } catch (error) {
        log.warn({ err: error, consumer: name }, 'bus: cannot pull; will try again');
        // Happens during an election; the timeout was pause enough.
        if (error instanceof errors.TimeoutError) continue;
        failures += 1;
        if (!ready.connection.isClosed()) link.missing();
        if (!stopped) await wanted.wait(backoffMs(failures, turnedDownPauseMs, maxPauseMs));
      }
    }
  }

  // Never rejects; ends with `stop`, or with the link.
  void run();

  return {
    name,
    want() {
      isWanted = true;
      wanted.wake();
    },
    async stop() {
      stopped = true;
      await endPulls();
      wanted.wake();
    },
  };
}
