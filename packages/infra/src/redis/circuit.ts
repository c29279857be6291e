/**
 * A circuit breaker. After a failure requests are skipped for a while, so that an
 * outage delays no caller; then one request probes.
 */
export class Circuit {
  #retryAtMs: number | undefined;

  constructor(readonly pauseMs: number) {}

  /** Whether no request has succeeded since a failure. */
  get isOpen(): boolean {
    return this.#retryAtMs !== undefined;
  }

  /** While open, it admits one request per `pauseMs`. */
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

  /** @returns whether this ends an outage */
  succeeded(): boolean {
    const over = this.#retryAtMs !== undefined;
    this.#retryAtMs = undefined;
    return over;
  }
}
