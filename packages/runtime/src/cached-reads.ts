export interface CachedReadsOptions<V> {
  read(key: string): Promise<V>;
  /**
   * How long a value is shared after it was read; may depend on how long the read took. Zero: only
   * callers during the read share it.
   */
  readonly keptMs: number | ((tookMs: number) => number);
  /** The most keys that are kept; beyond this the one read longest ago is dropped. */
  readonly maxKeys: number;
}

export interface CachedReads<V> {
  /** Calls during a read share its result, and its failure, which is not kept. */
  get(key: string): Promise<V>;
  /** Makes later callers read again, even if a read is in progress. */
  forget(key: string): void;
}

/** Reads a costly value only once for concurrent callers, and again only after `keptMs`. */
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
