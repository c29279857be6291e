import { testClock, testLogger } from '@onsale/testing';
import { expect, test } from 'vitest';
import { createLocalBroadcast } from '../src/local/broadcast.js';
import { createLocalLimits } from '../src/local/limits.js';
import { describeBroadcast } from './conformance/broadcast.js';
import { describeLimits } from './conformance/limits.js';

describeBroadcast('local', async () => createLocalBroadcast(testLogger()));
describeLimits('local', async (clock) => createLocalLimits(clock));

test('limits forget the key used longest ago rather than grow without end', async () => {
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
