/** Runs work with a limit on how much runs at once and a limit on how much waits. */
export interface RenderQueue {
  readonly waiting: number;
  /** @throws TooManyWait, NobodyRenders */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const mostWaiting = 1_000;
/** After this long without any rendered page, a failure is taken to concern all pages. */
const quietMs = 500;

export class TooManyWait extends Error {
  constructor() {
    super('too many pages wait to be rendered');
  }
}

/** Pages ahead in the queue failed without an answer, and no other page was rendered. */
export class NobodyRenders extends Error {
  constructor() {
    super('no page is rendered right now');
  }
}

/**
 * @param isAway whether work failed because something it needs is away. If no other work succeeds,
 * waiting work would meet the same failure, so it fails immediately. While slow work succeeds,
 * waiting work stays in the queue.
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
      // The work that ends hands its place over.
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
