import { overloaded } from './errors.js';

export interface CoalesceOptions<In, Out> {
  /**
   * Does the whole batch, in order, and gives one outcome per input at the same index.
   * An `Error` among the outcomes rejects that caller alone; a rejection rejects all of them.
   * @param sent call it when all is decided and only the commit is awaited: the next batch may
   * then begin, and its trip to the database and this one's fsync pass side by side
   */
  run(batch: readonly In[], sent: () => void): Promise<readonly (Out | Error)[]>;
  readonly maxBatch: number;
  /** Callers that may wait. Beyond it the last of the longest queue is refused with 503 at once. */
  readonly maxQueue: number;
  /** What callers may bring along while they wait, where one may bring much. */
  readonly bytes?: { readonly max: number; of(input: In): number };
  /** Callers with the same key share a queue; batches take from all alike. One queue by default. */
  queueKey?(input: In): string;
  /** Sees the size of every batch, for metrics. */
  onBatch?(size: number): void;
}

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** One is decided while the other commits. More would only queue on the same row. */
const maxInFlight = 2;

/**
 * Turns concurrent calls into batches: while one batch is under way the next collects. No timer:
 * a lone call goes through at once, a thousand calls share one lock, one trip and one fsync.
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

  /** As much of every queue as fits, the shares of short ones to the long ones. */
  function takeBatch(): Waiting<In, Out>[] {
    const batch: Waiting<In, Out>[] = [];
    while (batch.length < maxBatch && queues.size > 0) {
      const share = Math.max(1, Math.floor((maxBatch - batch.length) / queues.size));
      for (const [key, queue] of [...queues]) {
        if (batch.length === maxBatch) break;
        batch.push(...queue.splice(0, share));
        // Behind the others, whose turn it is next time.
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

  /** After this turn of the event loop, so that requests read together go together. */
  function beginSoon(): void {
    if (scheduled || deciding || inFlight >= maxInFlight || waitingCount === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void runBatch();
    });
  }

  /** @returns whether the newcomer may wait, instead of the last of the longest queue if need be */
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
