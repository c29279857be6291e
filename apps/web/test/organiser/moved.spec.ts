import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved } from '../../src/components/organiser/editor/moved';

const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 });

test('a ticket type changes places with its neighbour, and nothing else moves', () => {
  expect(moved(['a', 'b', 'c'], 'b', 'up')).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'b', 'down')).toEqual(['a', 'c', 'b']);
});

test('the first ticket type cannot move up, and the last one cannot move down', () => {
  expect(moved(['a', 'b'], 'a', 'up')).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 'b', 'down')).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 'gone', 'up')).toEqual(['a', 'b']);
});

test('moving a ticket type loses none, and moving it down undoes moving it up', () => {
  fc.assert(
    fc.property(lists, fc.nat(), (ids, n) => {
      const id = ids[n % ids.length] as string;
      const up = moved(ids, id, 'up');
      expect([...up].sort()).toEqual([...ids].sort());
      if (ids[0] !== id) expect(moved(up, id, 'down')).toEqual(ids);
    }),
  );
});
