import {
  backoffMs,
  type DeadLetter,
  type Logger,
  Pause,
  readMessage,
  type Sql,
  type Stop,
  type Subscription,
} from '@onsale/runtime';
import { claimReplay, removeDeadLetter, requestReplay } from '../dead-letters.js';
import { describe } from '../delivery/deliver-apart.js';
import { giveUp } from '../delivery/delivery.js';
import { isTemporary } from '../delivery/temporary.js';

export interface Replays {
  /** @returns a function that resolves when no letter of this subscription is being replayed */
  add(subscription: Subscription): Stop;
  /** Looks for letters to replay now. */
  wake(): void;
  stop: Stop;
}

export interface ReplaysOptions {
  /** The database with the dead letters of all instances of the service. */
  readonly database: Sql;
  readonly log: Logger;
  /** How soon this instance notices a replay that was requested from another one. */
  readonly pollMs: number;
}

const maxPauseMs = 10_000;

/** Replays dead letters one after the other, each by one instance of the service. */
export function startReplays(options: ReplaysOptions): Replays {
  const { database, log, pollMs } = options;
  const subscriptions = new Map<string, Subscription>();
  const pause = new Pause();
  let stopped = false;
  let inHand: Promise<void> = Promise.resolve();

  async function replay(letter: DeadLetter): Promise<void> {
    const subscription = subscriptions.get(letter.subscription);
    try {
      if (!subscription) throw new Error('stopped in the meantime');
      await subscription.handle([readMessage(letter.message)]);
    } catch (error) {
      if (!subscription || isTemporary(error)) {
        await requestReplay(database, letter.id);
        throw error;
      }
      const failed = { message: letter.message, error: describe(error), attempts: 1 };
      await giveUp({ subscription, database, log }, [failed]);
      return;
    }
    await removeDeadLetter(database, letter.id);
    log.info({ messageId: letter.message.id }, 'dead letter replayed');
  }

  async function replayAll(): Promise<void> {
    while (!stopped && subscriptions.size > 0) {
      const letter = await claimReplay(database, [...subscriptions.keys()]);
      if (!letter) return;
      inHand = replay(letter);
      await inHand;
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      try {
        await replayAll();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn({ err: error }, 'bus: cannot replay dead letters; will try again');
      }
      if (stopped) return;
      await pause.wait(failures === 0 ? pollMs : backoffMs(failures, pollMs, maxPauseMs));
    }
  }
  const running = run();

  return {
    add(subscription) {
      subscriptions.set(subscription.name, subscription);
      return async () => {
        subscriptions.delete(subscription.name);
        await inHand.catch(() => undefined);
      };
    },
    wake: () => pause.wake(),
    async stop() {
      stopped = true;
      pause.wake();
      await running;
    },
  };
}
