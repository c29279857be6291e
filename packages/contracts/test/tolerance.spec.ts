import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import {
  type AsRead,
  isKnown,
  PassedOn,
  readerSchema,
  type UnknownMember,
  writerSchema,
} from '../src/tolerance.js';
import { Nullable } from '../src/values.js';

const Colour = Type.Enum(['red', 'blue']);
const Part = Type.Object({ colour: Colour, size: Type.Integer({ minimum: 1, maximum: 9 }) });
const Thing = Type.Object({
  id: Type.String({ pattern: '^[a-z]+$', maxLength: 3 }),
  colour: Nullable(Colour),
  shape: Type.Union([Type.Literal('round'), Type.Literal('square')]),
  parts: Type.Array(Part, { maxItems: 2 }),
  given: Type.Optional(PassedOn(Part)),
});
const thing: Static<typeof Thing> = {
  id: 'abc',
  colour: 'red',
  shape: 'round',
  parts: [{ colour: 'blue', size: 1 }],
  given: { colour: 'red', size: 2 },
};

const reads = (value: unknown) => Compile(readerSchema(Thing)).Check(value);
const writes = (value: unknown) => Compile(writerSchema(Thing)).Check(value);
const [part] = thing.parts;

describe('a schema as its writer uses it', () => {
  it('accepts exactly what it declares', () => {
    expect(writes(thing)).toBe(true);
    expect(writes({ ...thing, more: 1 })).toBe(false);
    expect(writes({ ...thing, parts: [{ ...part, more: 1 }] })).toBe(false);
    expect(writes({ ...thing, colour: 'green' })).toBe(false);
    expect(writes({ ...thing, shape: 'oval' })).toBe(false);
    expect(writes({ ...thing, parts: [{ ...part, size: 10 }] })).toBe(false);
  });

  it('accepts passed-on parts unchanged', () => {
    expect(writes({ ...thing, given: { colour: 'green', size: 10, more: 1 } })).toBe(true);
    expect(writes({ ...thing, given: { colour: 7, size: 1 } })).toBe(false);
  });
});

describe('a schema as its readers use it', () => {
  it('accepts additions of a later release at every depth', () => {
    expect(reads(thing)).toBe(true);
    expect(reads({ ...thing, more: 1 })).toBe(true);
    expect(reads({ ...thing, parts: [{ ...part, more: 1 }] })).toBe(true);
    expect(reads({ ...thing, colour: 'green', shape: 'oval' })).toBe(true);
    expect(reads({ ...thing, parts: [{ ...part, colour: 'green' }] })).toBe(true);
  });

  it('accepts values beyond an upper limit, which a later release may have raised', () => {
    const large = { ...thing, id: 'abcd', parts: [1, 2, 3].map(() => ({ ...part, size: 10 })) };
    expect(reads(large)).toBe(true);
  });

  it('rejects unusable data', () => {
    expect(reads({ ...thing, id: 'ABC' })).toBe(false);
    expect(reads({ ...thing, colour: 7 })).toBe(false);
    expect(reads({ ...thing, colour: undefined })).toBe(false);
    expect(reads({ ...thing, parts: [{ ...part, size: 0 }] })).toBe(false);
  });

  it('is rejected when it uses a construct without a rule for growth', () => {
    const either = Type.Union([Type.Object({ a: Type.String() }), Type.Object({ b: Colour })]);
    expect(() => readerSchema(Type.Object({ either }))).toThrow('a reader tolerates');
    expect(() => readerSchema(Type.Record(Type.String(), Colour))).toThrow('a reader tolerates');
    expect(() => readerSchema(Type.Enum([1, 2]))).toThrow('a reader tolerates');
  });
});

/** The compiler checks these in `npm run check`: each marked line must be an error. */
describe('the type of data that was read', () => {
  type Member = AsRead<Static<typeof Colour>>;

  it('makes each reader handle unknown members', () => {
    // @ts-expect-error: nothing is returned for a member that is not known
    const forgetful = (colour: Member): number => {
      switch (colour) {
        case 'red':
          return 1;
        case 'blue':
          return 2;
      }
    };
    const decided = (colour: Member): number => {
      switch (colour) {
        case 'red':
          return 1;
        case 'blue':
          return 2;
        default:
          return 0;
      }
    };
    const later = 'green' as UnknownMember;
    expect([forgetful(later), decided(later)]).toEqual([undefined, 0]);
  });

  it('is not assignable to what is written, at any depth', () => {
    const read = thing as AsRead<typeof thing>;
    // @ts-expect-error: its enums may be members that are not known
    const written: Static<typeof Thing> = read;
    // @ts-expect-error: nor is one inside a list
    const parts: Static<typeof Thing>['parts'] = read.parts;
    expect([written, parts]).toEqual([thing, thing.parts]);
  });

  it('is narrowed to known members by a check', () => {
    const colour: Member = 'red' as Member;
    expect(isKnown(Colour, colour)).toBe(true);
    expect(isKnown(Colour, 'green')).toBe(false);
    if (isKnown(Colour, colour)) {
      const known: Static<typeof Colour> = colour;
      expect(known).toBe('red');
    }
  });
});
