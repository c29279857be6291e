import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, clashes, unchanged, type Versioned } from '../src/field-versions.js';

interface Thing extends Versioned {
  readonly title: string;
  readonly capacity: number;
  readonly price: number;
}
const fields = ['title', 'capacity', 'price'] as const;
type Field = (typeof fields)[number];

const blank: Thing = {
  version: 0,
  fieldVersions: unchanged,
  title: 'Concert',
  capacity: 100,
  price: 25,
};

/** The thing as a release without field versions would write it. */
const writtenByOldRelease = (thing: Thing, change: Partial<Thing>): Thing => ({
  ...thing,
  ...change,
  version: thing.version + 1,
});

describe('a change that was made on an older version', () => {
  const first = changed(blank, {});
  const raised = changed(first, { capacity: 200 });

  it('is applied on top of changes that others made in other fields', () => {
    expect(clashes(raised, { title: 'Concerto', price: 30 }, first.version)).toEqual([]);
  });

  it('conflicts when someone else has changed the same field to another value', () => {
    expect(clashes(raised, { title: 'Concerto', capacity: 50 }, first.version)).toEqual([
      'capacity',
    ]);
    expect(clashes(raised, { capacity: 200 }, first.version)).toEqual([]);
    expect(clashes(raised, { capacity: 50 }, raised.version)).toEqual([]);
  });

  it('conflicts even when the field has its old value again: someone decided that', () => {
    const back = changed(raised, { capacity: 100 });
    expect(clashes(back, { capacity: 50 }, first.version)).toEqual(['capacity']);
  });

  it('conflicts in every field once an older release has written without noting what it changed', () => {
    const unknown = writtenByOldRelease(raised, { price: 1 });
    expect(clashes(unknown, { title: 'x', price: 2 }, raised.version)).toEqual(['title', 'price']);
    expect(clashes(unknown, { title: 'x', price: 2 }, unknown.version)).toEqual([]);
    const known = changed(unknown, { price: 3 });
    expect(clashes(known, { title: 'x' }, unknown.version)).toEqual([]);
    expect(clashes(known, { price: 2 }, unknown.version)).toEqual(['price']);
    expect(clashes(known, { title: 'x' }, raised.version)).toEqual(['title']);
  });
});

it('no accepted change is overwritten by someone who has not seen it', () => {
  const value = fc.integer({ min: 0, max: 3 });
  const edit = fc.record({
    /** How many versions behind the newest the editor’s copy was. */
    behind: fc.nat(4),
    change: fc.dictionary(fc.constantFrom(...fields), value, { minKeys: 1 }),
    byOldRelease: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
      let thing = changed(blank, {});
      const lastWrite: Partial<Record<Field, number>> = {};
      for (const { behind, change, byOldRelease } of edits) {
        const wanted = change as Partial<Thing>;
        const seen = Math.max(1, thing.version - behind);
        if (!byOldRelease && clashes(thing, wanted, seen).length > 0) continue;
        for (const field of Object.keys(change) as Field[]) {
          if (thing[field] === change[field]) continue;
          if (!byOldRelease) expect(lastWrite[field] ?? 0).toBeLessThanOrEqual(seen);
          lastWrite[field] = thing.version + 1;
        }
        thing = byOldRelease ? writtenByOldRelease(thing, wanted) : changed(thing, wanted);
      }
    }),
  );
});
