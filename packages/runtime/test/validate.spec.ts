import { Line } from '@onsale/contracts/text-fields';
import { Instant } from '@onsale/contracts/values';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { Problem } from '../src/errors.js';
import { bodyCheck, type Check, textCheck } from '../src/http/validate.js';

/** The errors that a check reports. */
function errorsOf(check: Check, value: unknown): Problem['errors'] {
  try {
    check(value);
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return error.errors;
    throw error;
  }
  throw new Error('the value was accepted');
}

describe('a query', () => {
  const check = textCheck(
    Type.Object(
      {
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 5 })),
        open: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
  );

  it('has its numbers and booleans parsed, and its defaults added', () => {
    expect(check({ limit: '7', open: 'true' })).toEqual({ limit: 7, open: true });
    expect(check({ open: 'false' })).toEqual({ limit: 5, open: false });
  });

  it.each<unknown>([
    ...['true', '5.9', '5.0', '0x5', '1e1', ' 5', '5 ', '+5', '05', '', 'null', '٥', '-0', '5n'],
    ...['NaN', '99999999999999999999', ['5', '5'], ['5']],
  ])('is refused with %j where a whole number is promised', (limit) => {
    expect(errorsOf(check, { limit })[0]?.field).toBe('limit');
  });

  it.each(['1', '0', 'TRUE', 'yes', ''])('is refused with %j for a boolean', (open) => {
    expect(errorsOf(check, { open })[0]?.field).toBe('open');
  });
});

it('a body may be nested 32 levels below its top, and no deeper', () => {
  const nested = (levels: number): unknown => (levels === 0 ? {} : [nested(levels - 1)]);
  const any = bodyCheck(Type.Unknown());
  expect(any(nested(32))).toEqual(nested(32));
  expect(errorsOf(any, nested(33))).toEqual([{ message: 'The request is nested too deeply.' }]);
});

describe('a body', () => {
  const check = bodyCheck(
    Type.Object(
      {
        name: Line({ maxLength: 20 }),
        at: Type.Optional(Instant),
        deep: Type.Optional(Type.Array(Type.Object({ note: Type.String() }))),
      },
      { additionalProperties: false },
    ),
  );

  it.each(['__proto__', 'constructor', 'toString'])('is refused with %s as a field', (name) => {
    const body: unknown = JSON.parse(`{"name":"Ada","${name}":{"admin":true}}`);
    const message = `${name} is not a known field; leave it out.`;
    expect(errorsOf(check, body)).toEqual([{ field: name, message }]);
  });

  it.each([
    [{ name: 'Ada\0' }, 'name'],
    [{ name: 'Ada', deep: [{ note: 'fine' }, { note: 'not \0' }] }, 'deep.1.note'],
    [{ name: 'Ada', deep: [{ note: '\ud800' }] }, 'deep.0.note'],
  ])('%j is rejected with the field that is not text', (body, field) => {
    const what = 'contains NUL or half of a surrogate pair, which is not text.';
    expect(errorsOf(check, body)).toEqual([{ field, message: `${field} ${what}` }]);
  });

  it('has its texts cleaned before anyone reads them', () => {
    expect(check({ name: ' A\u200bda\n\u202eL. ' })).toEqual({ name: 'Ada L.' });
  });

  it('is rejected with a readable reason for a wrong text or time', () => {
    expect(errorsOf(check, { name: '\u200b', at: '0000-00-00T00:00Z', x: 1 })).toEqual([
      { field: 'name', message: 'name must contain something visible.' },
      { field: 'x', message: 'x is not a known field; leave it out.' },
      {
        field: 'at',
        message:
          'at must be a day and time between 2000 and 2100 with its offset, like 2027-05-01T20:00:00+02:00.',
      },
    ]);
  });

  it('that is far too long is refused without being cleaned', () => {
    expect(errorsOf(check, { name: '\u200b'.repeat(60_000) })[0]?.field).toBe('name');
  });
});
