import { amounts } from '@onsale/contracts/limits';
import { preferenceApplied } from '@onsale/contracts/waiting';
import { preferredWaitMs } from './http/preferred-wait.js';
import type { Broadcast, Stop } from './infra.js';
import type { Metrics } from './metrics.js';
import { Pause } from './pause.js';
import type { Session } from './sessions.js';

/** The parts of a request that a wait needs. */
interface WaitingRequest {
  readonly headers: { readonly prefer?: string };
  readonly session: Pick<Session, 'accountId'>;
  whenOver(call: () => void): void;
  waited(ms: number): void;
}

interface Wait<T> {
  readonly request: WaitingRequest;
  /** The id that `changed` will name. */
  readonly id: string;
  /** Reads the answer and checks permissions. Called again after each change. */
  read(): Promise<T>;
  /** Whether the answer is worth sending, so that the wait ends. */
  isThere(answer: T): boolean;
}

interface Waited<T> {
  readonly answer: T;
  readonly headers: Readonly<Record<string, string>>;
}

/** The requests of a service that wait for a change. */
export interface Waits {
  /**
   * Reads the answer. If the caller prefers to wait, reads it again after each change until
   * `isThere`, or until the time is over. Beyond the limits, and while the process stops, returns
   * the first answer immediately.
   */
  until<T>(wait: Wait<T>): Promise<Waited<T>>;
  /**
   * Call it when a change of these is durable: wakes the requests that wait for them, in every
   * process.
   */
  changed(ids: readonly string[]): void;
  /** Answers all waiting requests now, and lets no more wait. */
  readonly stop: Stop;
}

interface WaitsOptions {
  readonly service: string;
  readonly broadcast: Broadcast;
  readonly metrics: Pick<Metrics, 'gauge'>;
  readonly limits?: { readonly account: number; readonly process: number };
  readonly lookEveryMs?: number;
}

const usualLimits = { account: amounts.waitsOfAccount.max, process: amounts.waitsOfProcess.max };
/** How often waiting requests read without a broadcast, since broadcasts may get lost. */
const usualLookEveryMs = 2_500;
/** These reads begin at common moments, so that `readTogether` combines them. */
const tickMs = 100;

/**
 * Lets requests wait for a change, so that a page asks once instead of polling. A waiting request
 * uses memory only: no database connection, no transaction. The process that commits a change names
 * what has changed, and requests that wait for it read again: in this process immediately, in
 * others through the broadcast. So most waits cost two reads.
 */
export function createWaits(options: WaitsOptions): Waits {
  const { broadcast, limits = usualLimits, lookEveryMs = usualLookEveryMs } = options;
  const channel = `${options.service}.waits`;
  const waiting = new Map<string, Set<Pause>>();
  const ofAccount = new Map<string, number>();
  let count = 0;
  let isStopped = false;
  options.metrics.gauge('waiting_requests', 'Requests that wait for a change', () => count);
  const hearNoMore = broadcast.subscribe(channel, (news) => {
    for (const id of (news as { ids: string[] }).ids) {
      for (const pause of waiting.get(id) ?? []) pause.wake();
    }
  });

  /** @returns undefined if the limits are reached */
  function enter(id: string, accountId: string): Pause | undefined {
    const own = ofAccount.get(accountId) ?? 0;
    if (isStopped || count >= limits.process || own >= limits.account) return undefined;
    const pause = new Pause();
    ofAccount.set(accountId, own + 1);
    waiting.set(id, (waiting.get(id) ?? new Set()).add(pause));
    count += 1;
    return pause;
  }

  function leave(pause: Pause, id: string, accountId: string): void {
    const left = (ofAccount.get(accountId) ?? 1) - 1;
    if (left > 0) ofAccount.set(accountId, left);
    else ofAccount.delete(accountId);
    const others = waiting.get(id);
    others?.delete(pause);
    if (others?.size === 0) waiting.delete(id);
    count -= 1;
  }

  /** Time until the next read without a broadcast, or the end of the wait. */
  function pauseMs(nowMs: number, untilMs: number): number {
    const lookAtMs = Math.ceil((nowMs + lookEveryMs) / tickMs) * tickMs;
    return Math.ceil(Math.min(lookAtMs, untilMs) - nowMs);
  }

  return {
    async until({ request, id, read, isThere }) {
      const longestMs = preferredWaitMs(request.headers.prefer);
      const { accountId } = request.session;
      // Registered before the first read, so that no change is missed.
      const pause = longestMs > 0 ? enter(id, accountId) : undefined;
      if (!pause) return { answer: await read(), headers: {} };
      let isOver = false;
      request.whenOver(() => {
        isOver = true;
        pause.wake();
      });
      try {
        let answer = await read();
        const untilMs = performance.now() + longestMs;
        for (;;) {
          const fromMs = performance.now();
          if (isThere(answer) || isOver || isStopped || untilMs - fromMs < 1) break;
          await pause.wait(pauseMs(fromMs, untilMs));
          request.waited(performance.now() - fromMs);
          if (!isOver) answer = await read();
        }
        return { answer, headers: { [preferenceApplied]: 'wait' } };
      } finally {
        leave(pause, id, accountId);
      }
    },
    changed(ids) {
      if (ids.length > 0) broadcast.publish(channel, { ids });
    },
    async stop() {
      isStopped = true;
      for (const pauses of waiting.values()) for (const pause of pauses) pause.wake();
      await hearNoMore();
    },
  };
}
