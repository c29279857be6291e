/** Reads pieces of wanted sizes from a stream that gives them in its own. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `most`; undefined at the end. */
  async upTo(most: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return undefined;
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** All of them; undefined when the end comes before. */
  async exactly(bytes: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for (let missing = bytes; missing > 0; ) {
      const piece = await this.upTo(missing);
      if (!piece) return undefined;
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }
}
