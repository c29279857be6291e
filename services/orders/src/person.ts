import type { OrderState } from '@onsale/contracts/orders/messages';
import { isolate } from '@onsale/contracts/text';
import { conflict, inWords, Problem } from '@onsale/runtime';

/** The limits of one account. */
export interface PersonLimits {
  /** Unpaid orders, for all events together. */
  readonly unpaidOrders: number;
  /** Abandoned orders that were placed within the last `abandonedWindowMs`. */
  readonly abandonedOrders: number;
}

/**
 * Sixteen times the default duration of a hold, so six abandoned orders keep tickets off sale for
 * at most three eighths of it.
 */
export const abandonedWindowMs = 4 * 60 * 60 * 1000;

/** An order that counts towards limits: it holds tickets, or has bought them. */
export interface LiveOrder {
  readonly eventId: string;
  readonly lines: readonly { readonly ticketTypeId: string; readonly quantity: number }[];
  /** When the hold ends; null: paid. */
  readonly heldUntil: string | Date | null;
  /** See `freeSlot`. Null for a paid order. */
  readonly slot: number | null;
}

/** What an account has bought at the events of a batch, and holds at any event. */
export interface Person {
  readonly live: readonly LiveOrder[];
  /** When its recently abandoned orders were placed, in milliseconds since 1970. */
  readonly abandonedAtMs: readonly number[];
}

/** A buyer without orders. In a rush nearly everyone is, so checks skip this value by identity. */
export const nobody: Person = { live: [], abandonedAtMs: [] };

/** @param slot of an unpaid order; null: the order is paid */
export const withOrder = (person: Person, order: OrderState, slot: number | null): Person => ({
  ...person,
  live: [
    ...person.live,
    {
      eventId: order.eventId,
      lines: order.lines,
      heldUntil: slot === null ? null : order.expiresAt,
      slot,
    },
  ],
});

interface Asked {
  readonly eventId: string;
  readonly lines: LiveOrder['lines'];
}

interface OfferLimit {
  readonly name: string;
  readonly perPersonLimit: number;
}

const none: ReadonlyMap<string, number> = new Map();

/** How many tickets of each ticket type of an event the person holds and has bought. */
export function ticketsAt(eventId: string, person: Person): ReadonlyMap<string, number> {
  if (person === nobody) return none;
  const had = new Map<string, number>();
  for (const order of person.live) {
    if (order.eventId !== eventId) continue;
    for (const { ticketTypeId, quantity } of order.lines) {
      had.set(ticketTypeId, (had.get(ticketTypeId) ?? 0) + quantity);
    }
  }
  return had;
}

/**
 * The refusal if these lines would exceed a limit per person.
 * @param offers the ticket types of the lines
 * @param eventLimit for all ticket types together; null: none
 */
export function refuseMoreThanMay(
  { eventId, lines }: Asked,
  offers: ReadonlyMap<string, OfferLimit>,
  eventLimit: number | null,
  person: Person,
): Problem | undefined {
  const had = ticketsAt(eventId, person);
  let hadInAll = 0;
  for (const count of had.values()) hadInAll += count;
  let inAll = hadInAll;
  for (const { ticketTypeId, quantity } of lines) {
    const { name, perPersonLimit } = offers.get(ticketTypeId) as OfferLimit;
    const already = had.get(ticketTypeId) ?? 0;
    if (already + quantity > perPersonLimit) {
      return overLimit(`You can buy up to ${perPersonLimit} of ${isolate(name)}.`, already);
    }
    inAll += quantity;
  }
  if (eventLimit === null || inAll <= eventLimit) return undefined;
  const tickets = eventLimit === 1 ? '1 ticket' : `${eventLimit} tickets`;
  return overLimit(`You can buy up to ${tickets} for this event.`, hadInAll);
}

const overLimit = (rule: string, already: number) =>
  conflict('over_limit', already > 0 ? `${rule} You already have ${already}.` : rule);

/** The refusal if this account may hold no more tickets now. */
export function refuseToHoldMore(
  person: Person,
  limits: PersonLimits,
  nowMs: number,
): Problem | undefined {
  if (person === nobody) return undefined;
  const heldUntil = person.live.flatMap(({ heldUntil }) => heldUntil ?? []);
  if (heldUntil.length >= limits.unpaidOrders) {
    const orders = heldUntil.length === 1 ? 'an unpaid order' : `${heldUntil.length} unpaid orders`;
    const one = heldUntil.length === 1 ? 'it' : 'one of them';
    const firstEndMs = Math.min(...heldUntil.map((at) => new Date(at).getTime()));
    return new Problem(
      409,
      'too_many_unpaid_orders',
      `You have ${orders}. Pay for ${one} or cancel ${one} first.`,
      { retryAfterSeconds: secondsUntil(firstEndMs, nowMs) },
    );
  }
  const recent = person.abandonedAtMs
    .filter((at) => at > nowMs - abandonedWindowMs)
    .sort((a, b) => a - b);
  const over = recent.length - limits.abandonedOrders;
  if (over < 0) return undefined;
  const seconds = secondsUntil((recent[over] as number) + abandonedWindowMs, nowMs);
  return new Problem(
    429,
    'too_many_abandoned_orders',
    `You left ${recent.length} orders unpaid in the last 4 hours. ` +
      `You can order again in ${inWords(seconds)}.`,
    { retryAfterSeconds: seconds },
  );
}

const secondsUntil = (atMs: number, nowMs: number) => Math.max(1, Math.ceil((atMs - nowMs) / 1000));

/**
 * The lowest number that no unpaid order of the person has. A unique index on it keeps two
 * concurrent orders, which cannot see each other, from both being the last allowed one.
 */
export function freeSlot({ live }: Person): number {
  if (live.length === 0) return 1;
  const taken = new Set(live.map(({ slot }) => slot));
  let slot = 1;
  while (taken.has(slot)) slot += 1;
  return slot;
}
