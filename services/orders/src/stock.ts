/** How many of a ticket type are left: `capacity = available + held + sold`, always. */
export interface Stock {
  readonly ticketTypeId: string;
  readonly eventId: string;
  readonly version: number;
  readonly capacity: number;
  /** What the organiser asked for; capacity is above it only while more is held and sold. */
  readonly wantedCapacity: number;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  /** Of what is sold, in minor units. */
  readonly revenue: number;
}

/** Where a ticket can be: on sale, held by a pending order, or sold. */
export type Place = 'available' | 'held' | 'sold';

/**
 * Moves `quantity` tickets worth `amount` (minor units) in all from one place to another.
 * @throws RangeError when there are not as many: callers look first
 */
export function move(
  stock: Stock,
  quantity: number,
  from: Place,
  to: Place,
  amount: number,
): Stock {
  if (stock[from] < quantity) {
    throw new RangeError(`${quantity} from ${stock[from]} ${from} of ${stock.ticketTypeId}`);
  }
  const moved = { available: stock.available, held: stock.held, sold: stock.sold };
  moved[from] -= quantity;
  moved[to] += quantity;
  const revenue = stock.revenue + (to === 'sold' ? amount : 0) - (from === 'sold' ? amount : 0);
  return withCapacity({ ...stock, ...moved, revenue }, stock.wantedCapacity);
}

/**
 * Gives the stock the capacity its organiser wants, or as close to it as what is held and sold
 * allows; the rest follows as tickets come back.
 */
export function withCapacity(stock: Stock, wantedCapacity: number): Stock {
  const committed = stock.held + stock.sold;
  const capacity = Math.max(wantedCapacity, committed);
  return { ...stock, wantedCapacity, capacity, available: capacity - committed };
}

/** The stock of a new ticket type, all of it on sale. Version 0: not yet written. */
export const newStock = (ticketTypeId: string, eventId: string, capacity: number): Stock => ({
  ticketTypeId,
  eventId,
  version: 0,
  capacity,
  wantedCapacity: capacity,
  available: capacity,
  held: 0,
  sold: 0,
  revenue: 0,
});
