/** How much is held and sold as one ticket type. */
export interface Part {
  readonly held: number;
  readonly sold: number;
  /** Revenue of the sold tickets, in minor units. */
  readonly revenue: number;
}

/**
 * A pool: the places of a ticket type, which others may share. Always `capacity = available + held
 * + sold`.
 */
export interface Stock extends Part {
  /** The id of the ticket type that owns the places. */
  readonly poolId: string;
  readonly eventId: string;
  readonly version: number;
  readonly capacity: number;
  /** As the organiser set it; `capacity` is higher only while more is held and sold. */
  readonly wantedCapacity: number;
  readonly available: number;
  /** The parts of ticket types that share the places, by their ids; null: none. */
  readonly shares: Readonly<Record<string, Part>> | null;
}

/** Where a ticket can be: on sale, held by a pending order, or sold. */
export type StockBucket = 'available' | 'held' | 'sold';

const nothing: Part = { held: 0, sold: 0, revenue: 0 };

/** How much of the pool is held and sold as this ticket type. */
export function partOf(stock: Part & Pick<Stock, 'poolId' | 'shares'>, ticketTypeId: string): Part {
  if (ticketTypeId !== stock.poolId) return stock.shares?.[ticketTypeId] ?? nothing;
  if (!stock.shares) return stock;
  const { held, sold, revenue } = stock;
  return Object.values(stock.shares).reduce((rest, share) => plus(rest, share, -1), {
    held,
    sold,
    revenue,
  });
}

const plus = (one: Part, other: Part, times: 1 | -1): Part => ({
  held: one.held + times * other.held,
  sold: one.sold + times * other.sold,
  revenue: one.revenue + times * other.revenue,
});

/**
 * Moves `quantity` tickets of a ticket type, worth `amount` (minor units) in total, from one bucket
 * to another.
 * @throws RangeError if the bucket has too few: callers check first
 */
export function move(
  stock: Stock,
  ticketTypeId: string,
  quantity: number,
  from: StockBucket,
  to: StockBucket,
  amount: number,
): Stock {
  const there = from === 'available' ? stock.available : partOf(stock, ticketTypeId)[from];
  if (there < quantity) {
    throw new RangeError(`${quantity} from ${there} ${from} of ${ticketTypeId}`);
  }
  const change = (bucket: 'held' | 'sold') =>
    (to === bucket ? quantity : 0) - (from === bucket ? quantity : 0);
  const revenue = (to === 'sold' ? amount : 0) - (from === 'sold' ? amount : 0);
  return withMore(stock, ticketTypeId, { held: change('held'), sold: change('sold'), revenue });
}

/** The pool with this much more of a ticket type held and sold; negative numbers mean less. */
function withMore(stock: Stock, ticketTypeId: string, more: Part): Stock {
  const isOwn = ticketTypeId === stock.poolId;
  const shares = isOwn
    ? stock.shares
    : { ...stock.shares, [ticketTypeId]: plus(partOf(stock, ticketTypeId), more, 1) };
  return withCapacity({ ...stock, ...plus(stock, more, 1), shares }, stock.wantedCapacity);
}

/**
 * Sets the capacity that the organiser wants, or the nearest that held and sold tickets allow; the
 * rest follows as tickets come back.
 */
export function withCapacity(stock: Stock, wantedCapacity: number): Stock {
  const committed = stock.held + stock.sold;
  const capacity = Math.max(wantedCapacity, committed);
  return { ...stock, wantedCapacity, capacity, available: capacity - committed };
}

/**
 * Moves the held and sold tickets of a ticket type from one pool to another.
 * @returns both pools after the move
 */
export function changePool(from: Stock, to: Stock, ticketTypeId: string): [from: Stock, to: Stock] {
  const part = partOf(from, ticketTypeId);
  const left = withMore(from, ticketTypeId, plus(nothing, part, -1));
  const { [ticketTypeId]: _, ...others } = left.shares ?? {};
  const shares = Object.keys(others).length > 0 ? others : null;
  return [{ ...left, shares }, withMore(to, ticketTypeId, part)];
}

/** The stock of a new ticket type, all of it on sale. Version 0: not yet written. */
export const newStock = (poolId: string, eventId: string, capacity: number): Stock => ({
  poolId,
  eventId,
  version: 0,
  capacity,
  wantedCapacity: capacity,
  available: capacity,
  held: 0,
  sold: 0,
  revenue: 0,
  shares: null,
});
