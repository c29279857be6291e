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
  it('runs once for all concurrent callers, and its result is kept for a while', async () => {
    const { asked, reads } = counted(60_000);
    expect(await Promise.all([reads.get('a'), reads.get('a')])).toEqual(['a1', 'a1']);
    expect(await reads.get('a')).toBe('a1');
    expect(asked).toEqual(['a']);
  });

  it('whose result is not kept is shared only while it runs', async () => {
    for (const keptMs of [0, (tookMs: number) => -tookMs]) {
      const { reads } = counted(keptMs);
      expect(await Promise.all([reads.get('a'), reads.get('a')])).toEqual(['a1', 'a1']);
      expect(await reads.get('a')).toBe('a2');
    }
  });

  it('is repeated after a failure', async () => {
    let reads = 0;
    const read = cachedRead(async () => {
      reads += 1;
      if (reads === 1) throw new Error('away');
      return reads;
    }, 60_000);
    await expect(read()).rejects.toThrow('away');
    expect(await read()).toBe(2);
  });

  it('is kept for a bounded number of keys, and the oldest key is read again', async () => {
    const { reads } = counted(60_000);
    for (const key of ['a', 'b', 'c']) await reads.get(key);
    expect(await reads.get('b')).toBe('b2');
    expect(await reads.get('c')).toBe('c3');
    expect(await reads.get('a')).toBe('a4');
  });

  it('is not shared with later callers when its key was invalidated meanwhile', async () => {
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
