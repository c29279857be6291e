import {
  changePool,
  move,
  newStock,
  type Part,
  partOf,
  type Stock,
  type StockBucket,
  withCapacity,
} from './stock.js';

/** The pool from which a ticket type sells. */
export interface Sharing {
  readonly id: string;
  /** The id of the pool; its own id if the places are its own. */
  readonly poolId: string;
  /** How many of the places may be sold as this ticket type; null: all of them. */
  readonly poolLimit: number | null;
}

type Pools = ReadonlyMap<string, Stock>;
type Sharings = ReadonlyMap<string, Sharing>;
interface Line {
  readonly ticketTypeId: string;
  readonly quantity: number;
}

const poolOf = (stock: Pools, sharings: Sharings, ticketTypeId: string) =>
  stock.get(sharings.get(ticketTypeId)?.poolId ?? ticketTypeId);

/** How many of the pool can still be sold as this ticket type. */
export function leftOf(
  stock: Part & Pick<Stock, 'poolId' | 'available' | 'shares'>,
  { id, poolLimit }: Pick<Sharing, 'id' | 'poolLimit'>,
): number {
  if (poolLimit === null) return stock.available;
  const { held, sold } = partOf(stock, id);
  return Math.max(0, Math.min(stock.available, poolLimit - held - sold));
}

/** Why there are too few tickets for some lines. */
export interface Shortage {
  readonly ticketTypeId: string;
  /**
   * How many are left for this line, or in its pool if only the lines of the pool together are too
   * many.
   */
  readonly left: number;
  readonly together: boolean;
}

/** The first line with too few tickets left; lines of one pool count together. */
export function findShortage(
  lines: readonly Line[],
  stock: Pools,
  sharings: Sharings,
): Shortage | undefined {
  const taken = lines.length > 1 ? new Map<string, number>() : undefined;
  for (const { ticketTypeId, quantity } of lines) {
    const pool = poolOf(stock, sharings, ticketTypeId);
    const sharing = sharings.get(ticketTypeId);
    const left = !pool ? 0 : sharing ? leftOf(pool, sharing) : pool.available;
    if (!pool || left < quantity) return { ticketTypeId, left, together: false };
    if (!taken) continue;
    const inAll = (taken.get(pool.poolId) ?? 0) + quantity;
    if (inAll > pool.available) return { ticketTypeId, left: pool.available, together: true };
    taken.set(pool.poolId, inAll);
  }
  return undefined;
}

/**
 * Moves the tickets of all lines from one bucket to another.
 * @returns the changed pools
 * @throws RangeError if a bucket has too few: callers check first
 */
export function moveLines(
  lines: readonly (Line & { readonly unitPrice: { readonly amount: number } })[],
  stock: Pools,
  sharings: Sharings,
  from: StockBucket,
  to: StockBucket,
): Stock[] {
  const after = new Map<string, Stock>();
  for (const { ticketTypeId, quantity, unitPrice } of lines) {
    const before = poolOf(stock, sharings, ticketTypeId);
    if (!before) throw new Error(`there is no stock of ${ticketTypeId}`);
    const { poolId } = before;
    const amount = quantity * unitPrice.amount;
    const pool = after.get(poolId) ?? before;
    after.set(poolId, move(pool, ticketTypeId, quantity, from, to, amount));
  }
  return [...after.values()];
}

/** A ticket type with the settings of its organiser. */
interface Wanted extends Pick<Sharing, 'id' | 'poolId'> {
  readonly eventId: string;
  /** The capacity of its own places. */
  readonly capacity: number;
}

/**
 * Assigns a ticket type to its pool. When the pool changes, held and sold tickets move with it.
 * @param wasIn the previous pool; undefined for a new ticket type
 * @returns the changed pools
 */
export function givePlaces(stock: Pools, type: Wanted, wasIn: string | undefined): Stock[] {
  const blank = (poolId: string) => newStock(poolId, type.eventId, 0);
  const after = new Map<string, Stock>();
  const poolAt = (poolId: string) => after.get(poolId) ?? stock.get(poolId) ?? blank(poolId);
  // A ticket type that sells the places of another has none of its own.
  const own = type.poolId === type.id ? type.capacity : 0;
  after.set(type.id, withCapacity(poolAt(type.id), own));
  const changes = wasIn !== undefined && wasIn !== type.poolId;
  if (changes || !stock.has(type.poolId)) after.set(type.poolId, poolAt(type.poolId));
  if (changes) {
    for (const one of changePool(poolAt(wasIn), poolAt(type.poolId), type.id)) {
      after.set(one.poolId, one);
    }
  }
  return [...after.values()];
}
