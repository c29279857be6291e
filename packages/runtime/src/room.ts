/** What may wait in memory at once: a piece may be a hundred bytes or a hundred thousand. */
export interface RoomLimits {
  readonly pieces: number;
  /** Of JSON, in characters: what it takes in memory is a small multiple. */
  readonly bytes: number;
}

/** Keeps count of what waits in memory, in pieces and in bytes. */
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

  /** Whether so much more may wait. When nothing waits, whatever its size, one thing may. */
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
