/** Runs one thing again and again as it is asked for, and no oftener than it can bear. */
export interface Refresher {
  /** Run soon; several requests meanwhile are one. */
  request(): void;
  stop(): void;
}

/**
 * @param run never called twice at a time
 * @param betweenMs from the start of one run to the next
 */
export function createRefresher(run: () => Promise<void>, betweenMs: number): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let wanted = false;
  let stopped = false;
  let nextAt = 0;

  function plan(): void {
    if (stopped || running || timer !== undefined || !wanted) return;
    timer = setTimeout(() => void start(), Math.max(0, nextAt - Date.now()));
  }
  async function start(): Promise<void> {
    timer = undefined;
    wanted = false;
    running = true;
    nextAt = Date.now() + betweenMs;
    try {
      await run();
    } finally {
      running = false;
      plan();
    }
  }
  return {
    request() {
      wanted = true;
      plan();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
