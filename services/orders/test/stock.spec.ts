import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changePool,
  move,
  newStock,
  partOf,
  type Stock,
  type StockBucket,
  withCapacity,
} from '../src/stock.js';

const buckets = fc.constantFrom<StockBucket>('available', 'held', 'sold');
const steps = fc.array(
  fc.oneof(
    fc.record({ quantity: fc.integer({ min: 1, max: 8 }), from: buckets, to: buckets }),
    fc.record({ capacity: fc.integer({ min: 0, max: 40 }) }),
  ),
  { maxLength: 60 },
);

function expectInvariants(stock: Stock): void {
  expect(stock.capacity).toBe(stock.available + stock.held + stock.sold);
  expect(Math.min(stock.available, stock.held, stock.sold, stock.revenue)).toBeGreaterThanOrEqual(
    0,
  );
  expect(stock.capacity >= stock.wantedCapacity).toBe(true);
  if (stock.capacity > stock.wantedCapacity) expect(stock.available).toBe(0);
}

describe('stock', () => {
  it('keeps capacity = available + held + sold through any moves and edits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), steps, (capacity, moves) => {
        let stock = newStock('type', 'event', capacity);
        for (const step of moves) {
          if ('capacity' in step) stock = withCapacity(stock, step.capacity);
          else if (stock[step.from] >= step.quantity) {
            stock = move(stock, 'type', step.quantity, step.from, step.to, step.quantity * 500);
          }
          expectInvariants(stock);
          expect(stock.revenue).toBe(stock.sold * 500);
        }
      }),
    );
  });

  it('refuses to move tickets that are not there', () => {
    const stock = newStock('type', 'event', 3);
    expect(() => move(stock, 'type', 4, 'available', 'held', 0)).toThrow(RangeError);
  });

  it('gives up capacity only as tickets come back, when it is lowered below the held tickets', () => {
    let stock = move(newStock('type', 'event', 10), 'type', 8, 'available', 'held', 0);
    stock = withCapacity(stock, 5);
    expect(stock).toMatchObject({ capacity: 8, available: 0, held: 8 });
    stock = move(stock, 'type', 2, 'held', 'available', 0);
    expect(stock).toMatchObject({ capacity: 6, available: 0, held: 6 });
    stock = move(stock, 'type', 4, 'held', 'available', 0);
    expect(stock).toMatchObject({ capacity: 5, available: 3, held: 2 });
  });

  it('of two pools stays the same in total, however often a ticket type moves between them', () => {
    const step = fc.record({
      quantity: fc.integer({ min: 1, max: 5 }),
      from: buckets,
      to: buckets,
      as: fc.constantFrom('a', 'b', 'c'),
      changes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        // `c` has no places of its own: it shares those of `a` or those of `b`.
        const pools = { a: newStock('a', 'event', 20), b: newStock('b', 'event', 10) };
        let poolOfC: 'a' | 'b' = 'a';
        const counted = new Map<string, { held: number; sold: number }>();
        for (const { quantity, from, to, as, changes } of steps) {
          if (changes) {
            const other: 'a' | 'b' = poolOfC === 'a' ? 'b' : 'a';
            const [left, joined] = changePool(pools[poolOfC], pools[other], 'c');
            Object.assign(pools, { [poolOfC]: left, [other]: joined });
            poolOfC = other;
          }
          const poolId = as === 'c' ? poolOfC : (as as 'a' | 'b');
          const pool = pools[poolId];
          const there = from === 'available' ? pool.available : partOf(pool, as)[from];
          if (there < quantity) {
            expect(() => move(pool, as, quantity, from, to, 0)).toThrow(RangeError);
            continue;
          }
          pools[poolId] = move(pool, as, quantity, from, to, quantity * 500);
          const count = counted.get(as) ?? { held: 0, sold: 0 };
          if (from !== 'available') count[from] -= quantity;
          if (to !== 'available') count[to] += quantity;
          counted.set(as, count);
        }
        for (const stock of Object.values(pools)) expectInvariants(stock);
        for (const [as, { held, sold }] of counted) {
          const part = partOf(pools[as === 'c' ? poolOfC : (as as 'a' | 'b')], as);
          expect(part).toMatchObject({ held, sold, revenue: sold * 500 });
        }
      }),
    );
  });
});
