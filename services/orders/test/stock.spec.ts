import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { move, newStock, type Place, type Stock, withCapacity } from '../src/stock.js';

const places = fc.constantFrom<Place>('available', 'held', 'sold');
const steps = fc.array(
  fc.oneof(
    fc.record({ quantity: fc.integer({ min: 1, max: 8 }), from: places, to: places }),
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
            stock = move(stock, step.quantity, step.from, step.to, step.quantity * 500);
          }
          expectInvariants(stock);
          expect(stock.revenue).toBe(stock.sold * 500);
        }
      }),
    );
  });

  it('refuses to move tickets that are not there', () => {
    const stock = newStock('type', 'event', 3);
    expect(() => move(stock, 4, 'available', 'held', 0)).toThrow(RangeError);
  });

  it('gives up capacity only as tickets come back, when less is wanted than is held', () => {
    let stock = move(newStock('type', 'event', 10), 8, 'available', 'held', 0);
    stock = withCapacity(stock, 5);
    expect(stock).toMatchObject({ capacity: 8, available: 0, held: 8 });
    stock = move(stock, 2, 'held', 'available', 0);
    expect(stock).toMatchObject({ capacity: 6, available: 0, held: 6 });
    stock = move(stock, 4, 'held', 'available', 0);
    expect(stock).toMatchObject({ capacity: 5, available: 3, held: 2 });
  });
});
