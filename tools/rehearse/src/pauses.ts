/** Pauses of many buyers that end all at once; a signal cannot take half a million listeners. */
export class Pauses {
  readonly #open = new Set<() => void>();
  readonly #controller = new AbortController();
  /** Aborts at the end of the rehearsal, for callers that only listen. */
  readonly signal = this.#controller.signal;

  /** Ends all pauses. */
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
