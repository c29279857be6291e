import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecent } from '../src/local/recent.js';
import { expiry, expiryType, signedOut, signedOutType } from './conformance/messages.js';

const act = fc.record({
  kind: fc.constantFrom('stored here', 'stored elsewhere', 'stored before', 'pruned'),
  count: fc.integer({ min: 1, max: 4 }),
});

test('what is in memory is what the table has, whatever other processes store', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const recent = createRecent({ pieces: 5, bytes: 2_000 });
      let table: { position: number; message: ReturnType<typeof signedOut> }[] = [];
      let position = 0;
      for (const { kind, count } of acts) {
        const after = table.at(-1)?.position ?? 0;
        const stored = Array.from({ length: count }, (_, index) => {
          position += 1 + (index % 2); // numbers are skipped
          return { position, message: index % 3 === 0 ? signedOut() : expiry() };
        });
        if (kind === 'pruned') table = [];
        if (kind === 'stored before') recent.forget();
        if (kind.startsWith('stored ') && kind !== 'stored before') table.push(...stored);
        if (kind === 'stored here') {
          recent.add(after, stored);
          expect(recent.readAfter([signedOutType, expiryType], after, 500)).toEqual(stored);
        }

        for (const types of [[expiryType], [signedOutType, expiryType]]) {
          for (let from = 0; from <= position; from += 1) {
            const known = recent.readAfter(types, from, 3);
            if (!known || kind === 'pruned') continue;
            const there = table.filter(
              (one) =>
                one.position > from &&
                one.position <= recent.end &&
                types.includes(one.message.type),
            );
            expect(known.filter((one) => table.includes(one))).toEqual(
              there.slice(0, known.length),
            );
            if (known.length < 3) expect(there.length).toBeLessThanOrEqual(known.length);
          }
        }
      }
    }),
  );
});

test('who keeps up is served, who is far behind is not', () => {
  const recent = createRecent({ pieces: 10, bytes: 1_000_000 });
  for (let position = 1; position <= 100; position += 1) {
    recent.add(position - 1, [{ position, message: expiry() }]);
  }
  const positionsAfter = (position: number) =>
    recent.readAfter([expiryType], position, 500)?.map((one) => one.position);
  expect(positionsAfter(100)).toEqual([]);
  expect(positionsAfter(97)).toEqual([98, 99, 100]);
  expect(positionsAfter(50)).toBeUndefined();
  recent.forget();
  expect(positionsAfter(97)).toBeUndefined();
});
