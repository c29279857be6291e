export interface CachedReadsOptions<V> {
  read(key: string): Promise<V>;
  /**
   * How long a value is shared after it was read; it may depend on how long that took. Zero: only
   * callers that ask during the read share it.
   */
  readonly keptMs: number | ((tookMs: number) => number);
  /** Keys that are kept at most; the one that was read first goes first. */
  readonly maxKeys: number;
}

export interface CachedReads<V> {
  /** Calls while a reading is under way share it, and its failure, which is not kept. */
  get(key: string): Promise<V>;
  /** Later callers do not share a read that began before this call. */
  forget(key: string): void;
}

/** Reads a costly value at most once at a time and once in a while, however many ask for it. */
export function createCachedReads<V>(options: CachedReadsOptions<V>): CachedReads<V> {
  const { keptMs, maxKeys } = options;
  const entries = new Map<string, { reading: Promise<V>; until: number }>();

  function begin(key: string): Promise<V> {
    const startedMs = performance.now();
    const entry = { reading: options.read(key), until: Number.POSITIVE_INFINITY };
    entries.delete(key);
    for (const oldest of entries.keys()) {
      if (entries.size < maxKeys) break;
      entries.delete(oldest);
    }
    entries.set(key, entry);
    const drop = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.reading.then(() => {
      const endedMs = performance.now();
      const ms = typeof keptMs === 'number' ? keptMs : keptMs(endedMs - startedMs);
      entry.until = endedMs + ms;
      if (ms <= 0) drop();
    }, drop);
    return entry.reading;
  }

  return {
    async get(key) {
      const entry = entries.get(key);
      return entry && performance.now() < entry.until ? entry.reading : begin(key);
    },
    forget(key) {
      entries.delete(key);
    },
  };
}

/** The same for a single value. */
export function cachedRead<V>(read: () => Promise<V>, keptMs: number): () => Promise<V> {
  const reads = createCachedReads({ read, keptMs, maxKeys: 1 });
  return () => reads.get('');
}
