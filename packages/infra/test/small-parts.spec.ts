import { testClock, testLogger } from '@onsale/testing';
import { expect, test } from 'vitest';
import { createLocalBroadcast } from '../src/local/broadcast.js';
import { createLocalCache } from '../src/local/cache.js';
import { createLocalLimits } from '../src/local/limits.js';
import { describeBroadcast } from './conformance/broadcast.js';
import { describeCache } from './conformance/cache.js';
import { describeLimits } from './conformance/limits.js';

describeBroadcast('local', async () => createLocalBroadcast(testLogger()));
describeLimits('local', async (clock) => createLocalLimits(clock));
describeCache('local', async () => {
  const clock = testClock();
  return { cache: createLocalCache(clock), pass: clock.advance };
});

test('limits forget the least recently used key instead of growing without end', async () => {
  const limits = createLocalLimits(testClock());
  await limits.take('old', 1, 3600);
  await limits.take('kept', 1, 3600);
  for (let n = 0; n < 99_999; n += 1) {
    await limits.take(`flood ${n}`, 1, 3600);
    if (n % 1000 === 0) await limits.take('kept', 1, 3600);
  }
  expect(await limits.take('kept', 1, 3600)).toBeGreaterThan(0);
  expect(await limits.take('old', 1, 3600)).toBe(0);
});

test('a cache forgets the least recently used copy instead of growing without end', async () => {
  const cache = createLocalCache(testClock());
  const copy = { version: 1, value: {}, keepMs: 60_000 };
  const names = ['read', 'put again', ...Array.from({ length: 998 }, (_, n) => `flood ${n}`)];
  for (const name of names) await cache.put(name, copy);
  await cache.put('put again', copy); // it replaces itself, so no other copy is evicted
  expect(await cache.get('read')).toEqual({});
  await cache.put('one more', copy);
  expect(await cache.get('flood 0')).toBeUndefined();
  for (const name of ['read', 'put again', 'flood 1', 'one more']) {
    expect(await cache.get(name), name).toEqual({});
  }
});
