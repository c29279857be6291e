import { readCode } from '@onsale/contracts/tickets/read-code';
import { expect, test } from 'vitest';
import { newShortCode } from '../src/new-codes.js';

test('new short codes use the whole alphabet and do not repeat', () => {
  const codes = Array.from({ length: 2_000 }, newShortCode);
  for (const shortCode of codes) expect(readCode(shortCode)[0]).toEqual({ shortCode });
  expect(new Set(codes).size).toBe(codes.length);
  for (let at = 0; at < 10; at += 1) {
    expect(new Set(codes.map((code) => code[at])).size).toBe(32);
  }
});
