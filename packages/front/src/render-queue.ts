/** Work waits for its turn: limits for running and for queued work; more is refused. */
export interface RenderQueue {
  readonly waiting: number;
  /** @throws TooManyWait, NobodyRenders */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const mostWaiting = 1_000;
/** Without a page for so long, the next failure is no page's own. */
const quietMs = 500;

export class TooManyWait extends Error {
  constructor() {
    super('too many pages wait to be rendered');
  }
}

/** Pages ahead in the queue were not rendered for want of an answer, and no other was either. */
export class NobodyRenders extends Error {
  constructor() {
    super('no page is rendered right now');
  }
}

/**
 * @param isAway whether work failed because something it needs is away. While nothing else gets
 * done, what waits behind it would only wait for the same failure, and fails at once. Slow work that
 * gets done keeps everyone in the queue.
 */
export function createRenderQueue(
  atOnce: number,
  isAway: (error: unknown) => boolean,
  nowMs: () => number = () => performance.now(),
): RenderQueue {
  const waiting: { start(): void; giveUp(error: Error): void }[] = [];
  let running = 0;
  let doneAtMs = Number.NEGATIVE_INFINITY;
  return {
    get waiting() {
      return waiting.length;
    },
    async run(work) {
      if (running < atOnce) running += 1;
      else if (waiting.length >= mostWaiting) throw new TooManyWait();
      // Takes over a place.
      else await new Promise<void>((start, giveUp) => waiting.push({ start, giveUp }));
      try {
        const result = await work();
        doneAtMs = nowMs();
        return result;
      } catch (error) {
        if (isAway(error) && nowMs() - doneAtMs > quietMs) {
          for (const one of waiting.splice(0)) one.giveUp(new NobodyRenders());
        }
        throw error;
      } finally {
        const next = waiting.shift();
        if (next) next.start();
        else running -= 1;
      }
    },
  };
}
