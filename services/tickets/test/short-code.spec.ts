import { base32Alphabet } from '@onsale/contracts/tickets/code';
import { readShortCode, showShortCode } from '@onsale/contracts/tickets/short-code';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newShortCode } from '../src/new-codes.js';

const shortCode = fc
  .array(fc.constantFrom(...base32Alphabet), { minLength: 10, maxLength: 10 })
  .map((characters) => characters.join(''));

test('a short code is found however it is typed', () => {
  const typing = fc.record({
    code: shortCode,
    lower: fc.boolean(),
    gaps: fc.array(fc.constantFrom('', ' ', '-', ' – '), { minLength: 10, maxLength: 10 }),
    zero: fc.constantFrom('0', 'O', 'o'),
    one: fc.constantFrom('1', 'I', 'i', 'l', 'L'),
  });
  fc.assert(
    fc.property(typing, ({ code, lower, gaps, zero, one }) => {
      const cased = lower ? code.toLowerCase() : code;
      const typed = Array.from(cased, (character, index) => {
        const misread = character === '0' ? zero : character === '1' ? one : character;
        return `${gaps[index]}${misread}`;
      }).join('');
      expect(readShortCode(typed)).toBe(code);
    }),
  );
});

test('what is shown reads back', () => {
  expect(showShortCode('7K3PX9QM2D')).toBe('7K3PX-9QM2D');
  fc.assert(
    fc.property(shortCode, (code) => {
      expect(readShortCode(showShortCode(code))).toBe(code);
    }),
  );
});

test.each(['', 'ABCDE', '7K3PX-9QM2D-1', '7K3PX-9QM2U', '7K3PX-9QM2*', 'OT1.7K3PX9'])(
  '%j is no short code',
  (text) => expect(readShortCode(text)).toBeUndefined(),
);

test('new short codes use all of the alphabet and do not repeat', () => {
  const codes = Array.from({ length: 2_000 }, newShortCode);
  expect(codes.every((code) => readShortCode(code) === code)).toBe(true);
  expect(new Set(codes).size).toBe(codes.length);
  for (let at = 0; at < 10; at += 1) {
    expect(new Set(codes.map((code) => code[at])).size).toBe(32);
  }
});
