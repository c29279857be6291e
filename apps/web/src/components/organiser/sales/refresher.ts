/** Repeats one task on request, at a limited rate. */
export interface Refresher {
  /** Runs the task soon; several requests until then count as one. */
  request(): void;
  stop(): void;
}

/**
 * @param run never runs twice at the same time
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
