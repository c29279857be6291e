/**
 * A limit for what waits in memory, in pieces and bytes, because a piece may have a hundred bytes
 * or a hundred thousand.
 */
export interface RoomLimits {
  readonly pieces: number;
  /** Characters of JSON; the memory is a small multiple. */
  readonly bytes: number;
}

/** Counts what waits in memory, in pieces and bytes. */
export class Room {
  #pieces = 0;
  #bytes = 0;

  constructor(readonly limits: RoomLimits) {}

  get pieces(): number {
    return this.#pieces;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether this much more may wait. When nothing waits, one thing of any size may. */
  has(pieces: number, bytes: number): boolean {
    if (this.#pieces === 0) return true;
    return this.#pieces + pieces <= this.limits.pieces && this.#bytes + bytes <= this.limits.bytes;
  }

  take(pieces: number, bytes: number): void {
    this.#pieces += pieces;
    this.#bytes += bytes;
  }

  leave(pieces: number, bytes: number): void {
    this.#pieces -= pieces;
    this.#bytes -= bytes;
  }
}
