/** Waits this many milliseconds, or until the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const waiting = abortAfter(ms, signal);
  return new Promise((resolve) => {
    if (waiting.signal.aborted) resolve();
    else waiting.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A signal that aborts after a time, or with another signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Restarts the time. */
  again(): void;
  /** Aborts it now, and stops listening to the other signal. */
  end(): void;
}

export function abortAfter(ms: number, signal: AbortSignal): Deadline {
  const own = new AbortController();
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    own.abort();
  };
  let timer = setTimeout(end, ms);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  return {
    signal: own.signal,
    again() {
      clearTimeout(timer);
      if (!own.signal.aborted) timer = setTimeout(end, ms);
    },
    end,
  };
}
