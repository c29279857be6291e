import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePunycode } from '../src/punycode.js';

test('decodes what the runtime encodes for a name', () => {
  const letters = fc.constantFrom(...'abz09üßéčαяשعकไ例子中国한글ガ𠮷');
  const names = fc.array(letters, { minLength: 1, maxLength: 12 }).map((all) => all.join(''));
  fc.assert(
    fc.property(names, (name) => {
      const ascii = domainToASCII(name);
      fc.pre(ascii.startsWith('xn--'));
      expect(decodePunycode(ascii.slice(4))).toBe(name);
    }),
  );
});

test('decodes nothing from a text that is not Punycode', () => {
  for (const text of ['zzzzzz!', '99999999', 'a-é', '-']) {
    expect(decodePunycode(text) ?? '').not.toMatch(/[^\0-\x7f]/);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (text) => {
      expect(decodePunycode(text)?.isWellFormed() ?? true).toBe(true);
    }),
  );
});
