import type { Cache } from '@onsale/runtime';
import { eventually } from '@onsale/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';

export interface CacheUnderTest {
  readonly cache: Cache;
  /** Advances time where it is manual. */
  pass(ms: number): void;
}

const hourMs = 3_600_000;
const keepMs = hourMs;

/** The tests that every implementation of the cache passes. */
export function describeCache(name: string, start: () => Promise<CacheUnderTest>): void {
  describe(`${name}: the cache`, () => {
    let cache: Cache;
    let pass: CacheUnderTest['pass'];

    beforeEach(async () => {
      ({ cache, pass } = await start());
    });

    test('keeps JSON values, each under its key', async () => {
      const one = { text: 'Zürich „ß“ \n\0 🎟', list: [1, null, { deep: true }], none: {} };
      await cache.put('one', { version: 1, value: one, keepMs });
      await cache.put('two', { version: 9, value: ['of two'], keepMs });
      expect(await cache.get('one')).toEqual(one);
      expect(await cache.get('two')).toEqual(['of two']);
      expect(await cache.get('on')).toBeUndefined();
    });

    test('returns copies that share nothing with each other', async () => {
      const value = { title: 'as put' };
      await cache.put('key', { version: 1, value, keepMs });
      value.title = 'changed by who put it';
      Object.assign((await cache.get('key')) as object, { title: 'changed by who got it' });
      expect(await cache.get('key')).toEqual({ title: 'as put' });
    });

    test('forgets a copy after its time, which each write restarts', async () => {
      await cache.put('long', { version: 1, value: { n: 3 }, keepMs: 500 });
      await cache.put('long', { version: 2, value: { n: 4 }, keepMs: hourMs });
      let turn = 0;
      // With a real clock, a busy machine may take longer for this than the copy is kept.
      const short = await eventually(async () => {
        turn += 1;
        const key = `short ${turn}`;
        await cache.put(key, { version: 1, value: { n: 1 }, keepMs: hourMs });
        await cache.put(key, { version: 1, value: { n: 2 }, keepMs: 500 });
        expect(await cache.get(key)).toEqual({ n: 2 });
        return key;
      });
      pass(499);
      await eventually(async () => {
        pass(1);
        expect(await cache.get(short)).toBeUndefined();
      });
      expect(await cache.get('long')).toEqual({ n: 4 });
    });

    test('accepts an earlier version once the later one has expired', async () => {
      await cache.put('key', { version: 2, value: { n: 2 }, keepMs: 100 });
      await eventually(async () => {
        pass(100);
        await cache.put('key', { version: 1, value: { n: 1 }, keepMs });
        expect(await cache.get('key')).toEqual({ n: 1 });
      });
    });

    test('does not keep a value with no time to live', async () => {
      await cache.put('key', { version: 1, value: { n: 1 }, keepMs });
      await cache.put('key', { version: 2, value: { n: 2 }, keepMs: 0 });
      await cache.put('key', { version: 3, value: { n: 3 }, keepMs: -1_000 });
      expect(await cache.get('key')).toEqual({ n: 1 });
      await cache.put('key', { version: 1, value: { n: 4 }, keepMs: 5_000.5 });
      expect(await cache.get('key')).toEqual({ n: 4 });
    });

    test('keeps the last copy of the highest version, in whatever order they come', async () => {
      const version = fc.oneof(fc.nat(3), fc.constantFrom(9, 10, 99, Number.MAX_SAFE_INTEGER));
      let key = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(version, { minLength: 1, maxLength: 12 }), async (versions) => {
          key += 1;
          const puts = versions.map((one, turn) =>
            cache.put(`key ${key}`, { version: one, value: { version: one, turn }, keepMs }),
          );
          await Promise.all(puts);
          const latest = Math.max(...versions);
          const expected = { version: latest, turn: versions.lastIndexOf(latest) };
          expect(await cache.get(`key ${key}`)).toEqual(expected);
        }),
        { numRuns: 100 },
      );
    });

    test('keeps no value that is too long, nor an earlier one in its place', async () => {
      const long = { text: 'x'.repeat(100_000) };
      await cache.put('key', { version: 1, value: { n: 1 }, keepMs });
      await cache.put('key', { version: 2, value: long, keepMs });
      expect(await cache.get('key')).toBeUndefined();
      await cache.put('key', { version: 1, value: { n: 1 }, keepMs });
      expect(await cache.get('key')).toBeUndefined();
      await cache.put('key', { version: 3, value: { text: 'x'.repeat(99_000) }, keepMs });
      expect(await cache.get('key')).toEqual({ text: 'x'.repeat(99_000) });
    });
  });
}
