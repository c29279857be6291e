import { describe, expect, it } from 'vitest';
import { cachedRead, createCachedReads } from '../src/cached-reads.js';

function counted(keptMs: number | ((tookMs: number) => number), maxKeys = 2) {
  const asked: string[] = [];
  const reads = createCachedReads({
    async read(key) {
      asked.push(key);
      return `${key}${asked.length}`;
    },
    keptMs,
    maxKeys,
  });
  return { asked, reads };
}

describe('a cached read', () => {
  it('is done once for all who ask meanwhile and for a while after', async () => {
    const { asked, reads } = counted(60_000);
    expect(await Promise.all([reads.get('a'), reads.get('a')])).toEqual(['a1', 'a1']);
    expect(await reads.get('a')).toBe('a1');
    expect(asked).toEqual(['a']);
  });

  it('that is not kept is shared only while it is under way', async () => {
    for (const keptMs of [0, (tookMs: number) => -tookMs]) {
      const { reads } = counted(keptMs);
      expect(await Promise.all([reads.get('a'), reads.get('a')])).toEqual(['a1', 'a1']);
      expect(await reads.get('a')).toBe('a2');
    }
  });

  it('that failed is done again', async () => {
    let reads = 0;
    const read = cachedRead(async () => {
      reads += 1;
      if (reads === 1) throw new Error('away');
      return reads;
    }, 60_000);
    await expect(read()).rejects.toThrow('away');
    expect(await read()).toBe(2);
  });

  it('is kept for a bounded number of keys, the oldest is read again', async () => {
    const { reads } = counted(60_000);
    for (const key of ['a', 'b', 'c']) await reads.get(key);
    expect(await reads.get('b')).toBe('b2');
    expect(await reads.get('c')).toBe('c3');
    expect(await reads.get('a')).toBe('a4');
  });

  it('that began before its key was forgotten is not shared with later callers', async () => {
    const finish: ((value: string) => void)[] = [];
    const reads = createCachedReads({
      read: () => new Promise<string>((resolve) => finish.push(resolve)),
      keptMs: 60_000,
      maxKeys: 2,
    });
    const before = reads.get('a');
    reads.forget('a');
    const after = reads.get('a');
    finish[0]?.('old');
    expect(await before).toBe('old');
    finish[1]?.('new');
    expect(await after).toBe('new');
    expect(await reads.get('a')).toBe('new');
  });
});
