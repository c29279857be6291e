import { expect, it } from 'vitest';
import { preferredWaitMs } from '../src/http/preferred-wait.js';

it.each([
  ['wait=3', 3_000],
  ['Wait = "2"', 2_000],
  ['respond-async, wait=3; foo=bar', 3_000],
  ['wait=600', 5_000],
  ['wait=0', 0],
  ['wait', 0],
  ['wait=soon', 0],
  ['wait=-1', 0],
  ['wait=3s', 0],
  ['handling=lenient; wait=3', 0],
  ['await=3', 0],
  ['', 0],
  [undefined, 0],
])('the preference %s means a wait of %s ms', (prefer, ms) => {
  expect(preferredWaitMs(prefer)).toBe(ms);
});
