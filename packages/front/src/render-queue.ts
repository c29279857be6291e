/** Work waits for its turn: limits for running and for queued work; more is refused. */
export interface RenderQueue {
  readonly waiting: number;
  /** @throws TooManyWait */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const mostWaiting = 1_000;

export class TooManyWait extends Error {
  constructor() {
    super('too many pages wait to be rendered');
  }
}

export function createRenderQueue(atOnce: number): RenderQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    get waiting() {
      return waiting.length;
    },
    async run(work) {
      if (running < atOnce) running += 1;
      else if (waiting.length >= mostWaiting) throw new TooManyWait();
      else await new Promise<void>((resolve) => waiting.push(resolve)); // takes over a place
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
