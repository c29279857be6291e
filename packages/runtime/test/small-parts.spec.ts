import { Id } from '@onsale/contracts/values';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { idTime, newId, newSecretId } from '../src/ids.js';
import { decodeCursor, encodeCursor, toPage } from '../src/paging.js';
import { flag, integer, oneOf, readSettings, SettingsError, text } from '../src/settings.js';

describe('newId', () => {
  it('makes UUIDv7 that are unique and in order, also within a millisecond', () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    const isId = Compile(Id);
    expect(ids.every((id) => isId.Check(id) && id[14] === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('carries the time it was made', () => {
    const before = Date.now();
    const madeMs = idTime(newId());
    expect(madeMs).toBeGreaterThanOrEqual(before);
    expect(madeMs).toBeLessThanOrEqual(Date.now());
  });
});

describe('newSecretId', () => {
  it('makes ids with 128 random bits', () => {
    const ids = Array.from({ length: 2_000 }, () => newSecretId());
    const isId = Compile(Id);
    expect(ids.every((id) => isId.Check(id))).toBe(true);
    const numbers = ids.map((id) => BigInt(`0x${id.replaceAll('-', '')}`));
    for (let bit = 0n; bit < 128n; bit += 1n) {
      const ones = numbers.filter((number) => (number >> bit) & 1n).length;
      // Ten standard deviations around the half.
      expect(Math.abs(ones - 1_000), `bit ${bit}`).toBeLessThan(224);
    }
  });
});

describe('settings', () => {
  const settings = {
    port: integer('PORT', { doc: 'port', default: 3000, min: 1, max: 65_535 }),
    key: text('KEY', { doc: 'a key', secret: true }),
    demo: flag('DEMO', { doc: 'demo', default: true }),
    log: oneOf('LOG', { doc: 'log', default: 'warn', values: ['warn', 'info'] }),
  };

  it('are read with their defaults', () => {
    const values = readSettings(settings, { KEY: 'secret', PORT: '' });
    expect(values).toEqual({ port: 3000, key: 'secret', demo: true, log: 'warn' });
  });

  it('are reported all at once when they are wrong, without their values', () => {
    const read = () => readSettings(settings, { PORT: '70000', DEMO: 'yes', LOG: 'loud' });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/PORT must be a whole number from 1 to 65535/);
    expect(read).toThrow(/KEY must be set/);
    expect(read).toThrow(/DEMO must be 1 or 0/);
    expect(read).toThrow(/LOG must be one of: warn, info/);
    expect(read).not.toThrow(/70000|loud|yes/);
  });

  it.each(['3000\r', ' 3000', '3000\n'])('name what cannot be seen in %j', (PORT) => {
    const read = () => readSettings(settings, { KEY: 'secret', PORT });
    expect(read).toThrow(/PORT must be .* to 65535; it has a space or a line end around it/);
  });
});

describe('paging', () => {
  it('reads back the values of a cursor', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(decodeCursor(encodeCursor(...parts), parts.length)).toEqual(parts);
      }),
    );
  });

  it.each(['', 'garbage', encodeCursor('one'), Buffer.from('{"a":1}').toString('base64url')])(
    'refuses a cursor it did not make: %j',
    (cursor) => {
      expect(() => decodeCursor(cursor, 2)).toThrow(/nextCursor/);
    },
  );

  it('says whether there is another page', () => {
    const page = (rows: number[]) => toPage(rows, 2, String, (row) => [String(row)]);
    expect(page([1, 2])).toEqual({ items: ['1', '2'], nextCursor: null });
    expect(page([1, 2, 3])).toEqual({ items: ['1', '2'], nextCursor: encodeCursor('2') });
  });
});
