import type { Cache, Clock } from '@onsale/runtime';

const maxCopies = 1_000;
const maxLength = 100_000;

interface Kept {
  readonly version: number;
  readonly json: string;
  readonly untilMs: number;
}

/** Keeps up to a thousand copies in memory, and drops the least recently used. */
export function createLocalCache(clock: Clock): Cache {
  // Ordered by last use.
  const copies = new Map<string, Kept>();

  function find(key: string): Kept | undefined {
    const kept = copies.get(key);
    return kept && kept.untilMs > clock.now().getTime() ? kept : undefined;
  }

  return {
    async get(key) {
      const kept = find(key);
      copies.delete(key);
      if (!kept) return undefined;
      copies.set(key, kept);
      return kept.json === '' ? undefined : JSON.parse(kept.json);
    },
    async put(key, { version, value, keepMs }) {
      if (keepMs <= 0 || (find(key)?.version ?? 0) > version) return;
      copies.delete(key);
      const [longestAgo] = copies.keys();
      if (copies.size >= maxCopies && longestAgo !== undefined) copies.delete(longestAgo);
      copies.set(key, { version, json: toText(value), untilMs: clock.now().getTime() + keepMs });
    },
  };
}

/**
 * The JSON of a copy; empty if it is too long, and then only the version is kept, to refuse earlier
 * ones.
 */
export function toText(value: object): string {
  const json = JSON.stringify(value);
  return json.length > maxLength ? '' : json;
}
