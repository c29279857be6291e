/** Waits of many, which can all be ended at once; half a million listeners on a signal cannot. */
export class Pauses {
  readonly #open = new Set<() => void>();
  readonly #controller = new AbortController();
  /** Aborts with the end, for who listens alone. */
  readonly signal = this.#controller.signal;

  /** Nobody waits any more. */
  get ended(): boolean {
    return this.signal.aborted;
  }

  wait(ms: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#open.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#open.add(end);
    });
  }

  end(): void {
    this.#controller.abort();
    for (const end of [...this.#open]) end();
  }
}
