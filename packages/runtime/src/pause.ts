/** A pause that `wake` ends early; a call of `wake` before the pause is not lost. */
export class Pause {
  #woken = false;
  #end: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#end?.();
  }

  /** Resolves after `ms`, or as soon as `wake` was called since the last pause. */
  async wait(ms: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
    this.#end = undefined;
  }
}

/** Exponential backoff, with jitter so that callers that failed together do not retry together. */
export const backoffMs = (failures: number, firstMs: number, maxMs: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 20)) * (0.5 + Math.random() / 2);
