import { overloaded } from './errors.js';

export interface CoalesceOptions<In, Out> {
  /**
   * Runs the whole batch, in order, and returns one outcome for each input at the same index. An
   * `Error` among the outcomes rejects that caller only; a rejection rejects all of them.
   * @param sent call it when all is decided and only the commit is pending: the next batch may then
   * begin, and its trip to the database overlaps with the fsync of this one
   */
  run(batch: readonly In[], sent: () => void): Promise<readonly (Out | Error)[]>;
  readonly maxBatch: number;
  /** The most callers that wait. Beyond this the last of the longest queue is refused with 503. */
  readonly maxQueue: number;
  /** A limit in bytes for waiting inputs, where an input can be large. */
  readonly bytes?: { readonly max: number; of(input: In): number };
  /**
   * Callers with the same key share a queue; batches take from all queues alike. One queue by
   * default.
   */
  queueKey?(input: In): string;
  /** Receives the size of every batch, for metrics. */
  onBatch?(size: number): void;
}

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** One batch is decided while another commits. More would only queue for the same row. */
const maxInFlight = 2;

/**
 * Turns concurrent calls into batches: while one batch runs, the next collects. There is no timer:
 * a lone call runs immediately, and a thousand calls share one lock, one round trip and one fsync.
 */
export function coalesce<In, Out>(options: CoalesceOptions<In, Out>): (input: In) => Promise<Out> {
  const { maxBatch, maxQueue, queueKey = () => '' } = options;
  const { of: bytesOf, max: maxBytes } = options.bytes ?? { of: () => 0, max: 0 };
  const queues = new Map<string, Waiting<In, Out>[]>();
  let waitingCount = 0;
  let waitingBytes = 0;
  let inFlight = 0;
  let deciding = false;
  let scheduled = false;

  /** Takes the same share of every queue; what short queues leave of theirs goes to long ones. */
  function takeBatch(): Waiting<In, Out>[] {
    const batch: Waiting<In, Out>[] = [];
    while (batch.length < maxBatch && queues.size > 0) {
      const share = Math.max(1, Math.floor((maxBatch - batch.length) / queues.size));
      for (const [key, queue] of [...queues]) {
        if (batch.length === maxBatch) break;
        batch.push(...queue.splice(0, share));
        // Moved behind the others, whose turn is next.
        queues.delete(key);
        if (queue.length > 0) queues.set(key, queue);
      }
    }
    waitingCount -= batch.length;
    for (const { input } of batch) waitingBytes -= bytesOf(input);
    return batch;
  }

  async function runBatch(): Promise<void> {
    const batch = takeBatch();
    let isSent = false;
    const sent = () => {
      if (isSent) return;
      isSent = true;
      deciding = false;
      beginSoon();
    };
    inFlight += 1;
    deciding = true;
    options.onBatch?.(batch.length);
    try {
      const outcomes = await options.run(
        batch.map((waiting) => waiting.input),
        sent,
      );
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
    sent();
    inFlight -= 1;
    beginSoon();
  }

  /** Begins after this turn of the event loop, so that requests read in one turn share a batch. */
  function beginSoon(): void {
    if (scheduled || deciding || inFlight >= maxInFlight || waitingCount === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void runBatch();
    });
  }

  /**
   * Makes room by refusing the last caller of the longest queue, if necessary.
   * @returns whether the new caller may wait
   */
  function makeRoom(newcomersQueue: number): boolean {
    if (waitingCount < maxQueue) return true;
    let longest: Waiting<In, Out>[] = [];
    for (const queue of queues.values()) if (queue.length > longest.length) longest = queue;
    if (longest.length <= newcomersQueue) return false;
    const last = longest.pop() as Waiting<In, Out>;
    last.reject(overloaded());
    waitingCount -= 1;
    waitingBytes -= bytesOf(last.input);
    return true;
  }

  return (input) =>
    new Promise<Out>((resolve, reject) => {
      const key = queueKey(input);
      const queue = queues.get(key) ?? [];
      const bytes = bytesOf(input);
      const isTooMuch = waitingCount > 0 && waitingBytes + bytes > maxBytes;
      if (isTooMuch || !makeRoom(queue.length + 1)) {
        reject(overloaded());
        return;
      }
      queue.push({ input, resolve, reject });
      queues.set(key, queue);
      waitingCount += 1;
      waitingBytes += bytes;
      beginSoon();
    });
}
