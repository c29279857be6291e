import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coalesce } from '../src/coalesce.js';
import { Room } from '../src/room.js';

const piece = fc.record({
  pieces: fc.integer({ min: 1, max: 4 }),
  bytes: fc.integer({ min: 0, max: 60 }),
});

it('the waiting items never exceed the limits, unless a single one does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.boolean())), (steps) => {
      const room = new Room({ pieces: 10, bytes: 100 });
      const inside: { pieces: number; bytes: number }[] = [];
      for (const [one, leaves] of steps) {
        if (room.has(one.pieces, one.bytes)) {
          room.take(one.pieces, one.bytes);
          inside.push(one);
        }
        const first = leaves ? inside.shift() : undefined;
        if (first) room.leave(first.pieces, first.bytes);
        if (inside.length > 1) {
          expect(room.pieces).toBeLessThanOrEqual(10);
          expect(room.bytes).toBeLessThanOrEqual(100);
        }
        expect(room.bytes).toBe(inside.reduce((sum, { bytes }) => sum + bytes, 0));
      }
    }),
  );
});

it('callers that exceed the limits together are refused, but a single item that exceeds them is not', async () => {
  const finish: (() => void)[] = [];
  const call = coalesce<string, string>({
    async run(batch) {
      await new Promise<void>((resolve) => finish.push(resolve));
      return batch;
    },
    maxBatch: 1,
    maxQueue: 100,
    bytes: { max: 100, of: (text) => text.length },
  });
  const calls = ['x'.repeat(300), 'y'.repeat(60), 'z'.repeat(60)].map((text) => call(text));
  const outcomes = Promise.allSettled(calls);
  for (let settled = false; !settled; ) {
    finish.shift()?.();
    settled = await Promise.race([
      outcomes.then(() => true),
      new Promise<boolean>((resolve) => setImmediate(resolve, false)),
    ]);
  }
  const [alone, ...others] = await outcomes;
  expect(alone?.status).toBe('fulfilled');
  expect(others.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const late = call('y'.repeat(60));
  while (finish.length === 0) await new Promise((resolve) => setImmediate(resolve));
  finish.shift()?.();
  expect(await late).toHaveLength(60);
});
