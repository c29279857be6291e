export interface SendAtOptions {
  /** Acts unsettled at once, 100,000 by default. */
  readonly maxOpen?: number;
  /** Ends the sending; requests in progress are awaited. */
  readonly signal?: AbortSignal;
}

const defaultMaxOpen = 100_000;
/** Started in one turn of the event loop; answers are read between turns. */
const startedAtOnce = 200;

/**
 * Open loop: calls `act` at each of `times` (milliseconds from now, ascending), whatever the
 * answers do, and resolves when all have settled. Those delayed by `maxOpen` start as soon as
 * possible, keep their `dueMs`, and count as `late`.
 * @throws the first failure of an act, which also ends the sending: acts see to their own errors
 */
export function sendAt(
  times: Float64Array,
  act: (index: number, dueMs: number) => Promise<void>,
  { maxOpen = defaultMaxOpen, signal }: SendAtOptions = {},
): Promise<{ late: number }> {
  const startMs = performance.now();
  let next = 0;
  let open = 0;
  let late = 0;
  let blocked = false;
  let freedMs = Number.NEGATIVE_INFINITY;
  let failure: { error: unknown } | undefined;

  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const isOver = () => next >= times.length || failure !== undefined || signal?.aborted === true;

    function endIfDone(): void {
      if (open > 0 || !isOver()) return;
      clearTimeout(timer);
      signal?.removeEventListener('abort', endIfDone);
      if (failure) reject(failure.error);
      else resolve({ late });
    }

    function settled(): void {
      open -= 1;
      if (blocked) {
        blocked = false;
        freedMs = performance.now();
        setImmediate(pump);
      }
      endIfDone();
    }

    function start(dueMs: number): void {
      if (dueMs < freedMs) late += 1;
      open += 1;
      const index = next;
      next += 1;
      act(index, dueMs)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(settled);
    }

    function pump(): void {
      for (let started = 0; !isOver(); started++) {
        const dueMs = startMs + (times[next] as number);
        const waitMs = dueMs - performance.now();
        if (waitMs > 0) {
          timer = setTimeout(pump, waitMs);
          return;
        }
        if (open >= maxOpen) {
          blocked = true;
          return;
        }
        if (started === startedAtOnce) {
          setImmediate(pump);
          return;
        }
        start(dueMs);
      }
      endIfDone();
    }

    signal?.addEventListener('abort', endIfDone);
    pump();
  });
}
