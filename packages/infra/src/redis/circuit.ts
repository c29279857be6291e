/**
 * Whether to ask something that may be away. After a failure nobody asks for a while, so that an
 * outage costs nobody a wait; then one does, to see.
 */
export class Circuit {
  #retryAtMs: number | undefined;

  constructor(readonly pauseMs: number) {}

  /** Since a failure nobody has succeeded. */
  get isOpen(): boolean {
    return this.#retryAtMs !== undefined;
  }

  /** Who is let through while it is open is alone until `pauseMs` have passed again. */
  admits(nowMs: number): boolean {
    if (this.#retryAtMs === undefined) return true;
    if (nowMs < this.#retryAtMs) return false;
    this.#retryAtMs = nowMs + this.pauseMs;
    return true;
  }

  /** @returns whether this is the first failure of an outage */
  failed(nowMs: number): boolean {
    const first = this.#retryAtMs === undefined;
    this.#retryAtMs = nowMs + this.pauseMs;
    return first;
  }

  /** @returns whether an outage is over */
  succeeded(): boolean {
    const over = this.#retryAtMs !== undefined;
    this.#retryAtMs = undefined;
    return over;
  }
}
