import { overloaded } from './errors.js';

export interface CoalesceOptions<In, Out> {
  /**
   * Does the whole batch, in order, and gives one outcome per input at the same index.
   * An `Error` among the outcomes rejects that caller alone; a rejection rejects all of them.
   */
  run(batch: readonly In[]): Promise<readonly (Out | Error)[]>;
  readonly maxBatch: number;
  /** Waiting callers beyond this are refused with 503 at once. */
  readonly maxQueue: number;
  /** Sees the size of every batch, for metrics. */
  onBatch?(size: number): void;
}

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns concurrent calls into batches: while one batch is under way the next collects. No timer:
 * a lone call goes through at once, a thousand calls share one lock, one trip and one fsync.
 * One batch is in flight at a time; two would only queue on the same row.
 */
export function coalesce<In, Out>(options: CoalesceOptions<In, Out>): (input: In) => Promise<Out> {
  let queue: Waiting<In, Out>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.length <= options.maxBatch ? queue : queue.slice(0, options.maxBatch);
      queue = batch === queue ? [] : queue.slice(options.maxBatch);
      options.onBatch?.(batch.length);
      try {
        const outcomes = await options.run(batch.map((waiting) => waiting.input));
        if (outcomes.length !== batch.length) {
          throw new Error(`${outcomes.length} outcomes for a batch of ${batch.length}`);
        }
        for (const [index, waiting] of batch.entries()) {
          const outcome = outcomes[index] as Out | Error;
          if (outcome instanceof Error) waiting.reject(outcome);
          else waiting.resolve(outcome);
        }
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    running = false;
  }

  return (input) =>
    new Promise<Out>((resolve, reject) => {
      if (queue.length >= options.maxQueue) {
        reject(overloaded());
        return;
      }
      queue.push({ input, resolve, reject });
      if (running) return;
      running = true;
      // After this turn of the event loop, so that requests read together go together.
      setImmediate(() => void drain());
    });
}
