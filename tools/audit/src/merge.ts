/** The rows of several streams for one id; a stream without it has none. */
export interface Met<Row> {
  readonly id: string;
  /** The rows of each stream, in the order of the streams. */
  readonly rows: readonly (readonly Row[])[];
}

/** Reads a stream of pages one id at a time; rows of one id follow each other. */
class Reader<Row extends { readonly id: string }> {
  #page: readonly Row[] = [];
  #at = 0;

  constructor(private readonly pages: AsyncIterator<readonly Row[]>) {}

  get id(): string | undefined {
    return this.#page[this.#at]?.id;
  }

  /** @returns whether another page must be fetched before `id` can be asked */
  get isEmpty(): boolean {
    return this.#at >= this.#page.length;
  }

  async fill(): Promise<void> {
    const next = await this.pages.next();
    this.#page = next.done ? [] : next.value;
    this.#at = 0;
  }

  async take(id: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      for (let row = this.#page[this.#at]; row?.id === id; row = this.#page[this.#at]) {
        rows.push(row);
        this.#at += 1;
      }
      if (!this.isEmpty || this.#page.length === 0) return rows;
      await this.fill();
    }
  }

  async end(): Promise<void> {
    await this.pages.return?.();
  }
}

/**
 * Walks several streams at once, each in ascending order of its ids (lower-case UUIDs, which sort
 * as PostgreSQL sorts them), and returns for each id the rows of every stream.
 */
export async function* mergeById<Row extends { readonly id: string }>(
  streams: readonly AsyncIterable<readonly Row[]>[],
): AsyncGenerator<Met<Row>> {
  const readers = streams.map((stream) => new Reader(stream[Symbol.asyncIterator]()));
  try {
    await Promise.all(readers.map((reader) => reader.fill()));
    for (;;) {
      let id: string | undefined;
      for (const reader of readers) {
        if (reader.id !== undefined && (id === undefined || reader.id < id)) id = reader.id;
      }
      if (id === undefined) return;
      const rows: Row[][] = [];
      for (const reader of readers) rows.push(reader.id === id ? await reader.take(id) : []);
      yield { id, rows };
    }
  } finally {
    for (const reader of readers) await reader.end();
  }
}
