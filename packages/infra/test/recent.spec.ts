import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecent } from '../src/local/recent.js';
import { expiry, expiryType, signedOut, signedOutType } from './conformance/messages.js';

const act = fc.record({
  kind: fc.constantFrom('stored here', 'stored elsewhere', 'pruned'),
  count: fc.integer({ min: 1, max: 4 }),
});

test('the messages in memory equal those in the table, whatever other processes store', () => {
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
        if (kind.startsWith('stored ')) table.push(...stored);
        if (kind === 'stored here') {
          recent.add(after, stored);
          expect(recent.readAfter([signedOutType, expiryType], after, 500)).toEqual({
            messages: stored.map(({ message }) => message),
            end: stored.at(-1)?.position,
          });
        }

        for (const types of [[expiryType], [signedOutType, expiryType]]) {
          for (let from = 0; from <= position; from += 1) {
            const known = recent.readAfter(types, from, 3);
            if (!known || kind === 'pruned') continue;
            const there = table.filter(
              (one) =>
                one.position > from &&
                one.position <= known.end &&
                types.includes(one.message.type),
            );
            const stored = table.map(({ message }) => message);
            expect(known.messages.filter((message) => stored.includes(message))).toEqual(
              there.map(({ message }) => message),
            );
            if (known.messages.length < 3) expect(known.end).toBe(Math.max(from, recent.end));
          }
        }
      }
    }),
  );
});

test('a subscription that keeps up is served from memory, one that is far behind is not', () => {
  const recent = createRecent({ pieces: 10, bytes: 1_000_000 });
  for (let position = 1; position <= 100; position += 1) {
    recent.add(position - 1, [{ position, message: expiry() }]);
  }
  const countAfter = (position: number) =>
    recent.readAfter([expiryType], position, 500)?.messages.length;
  expect(countAfter(100)).toBe(0);
  expect(countAfter(97)).toBe(3);
  expect(countAfter(50)).toBeUndefined();
});
