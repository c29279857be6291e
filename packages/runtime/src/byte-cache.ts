/** A value and its size in bytes; 0: the value is returned but not kept. */
export interface Weighed<V> {
  readonly value: V;
  readonly bytes: number;
}

export interface ByteCache<V> {
  /**
   * Returns the kept value, or the result of `make`, which concurrent calls share. A failure goes
   * to all of them and is not kept.
   */
  get(key: string, make: () => Promise<Weighed<V>>): Promise<V>;
}

/** Keeps values of up to `maxBytes` in total in memory, and drops the least recently used. */
export function createByteCache<V>(maxBytes: number): ByteCache<V> {
  const kept = new Map<string, Weighed<V>>();
  const underWay = new Map<string, Promise<V>>();
  let total = 0;

  function keep(key: string, made: Weighed<V>): void {
    if (made.bytes === 0 || made.bytes > maxBytes) return;
    kept.set(key, made);
    total += made.bytes;
    for (const [oldest, { bytes }] of kept) {
      if (total <= maxBytes) return;
      kept.delete(oldest);
      total -= bytes;
    }
  }

  return {
    async get(key, make) {
      const found = kept.get(key);
      if (found) {
        kept.delete(key);
        kept.set(key, found);
        return found.value;
      }
      let making = underWay.get(key);
      if (!making) {
        making = make()
          .then((made) => {
            keep(key, made);
            return made.value;
          })
          .finally(() => underWay.delete(key));
        underWay.set(key, making);
      }
      return making;
    },
  };
}
