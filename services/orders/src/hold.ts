import type { OrderLine, OrderState } from '@onsale/contracts/orders/messages';
import { isolate } from '@onsale/contracts/text';
import { type Money, maxAmount } from '@onsale/contracts/values';
import { conflict, fromLaterVersion, invalid, notFound, type Problem } from '@onsale/runtime';
import {
  nobody,
  type Person,
  type PersonLimits,
  refuseMoreThanMay,
  refuseToHoldMore,
} from './person.js';
import { findShortage, moveLines, type Shortage } from './pools.js';
import type { EventCopy, Offer, Sale } from './sale.js';
import type { Stock } from './stock.js';

/** A request of a buyer for a hold. */
export interface HoldRequest {
  readonly orderId: string;
  readonly buyer: OrderState['buyer'];
  readonly idempotencyKey: string;
  readonly requestDigest: string;
  readonly eventId: string;
  readonly lines: readonly {
    readonly ticketTypeId: string;
    readonly quantity: number;
    /** The price the buyer saw. */
    readonly unitPrice?: Money;
  }[];
  readonly traceparent: string;
}

/** When a batch is decided, and when its holds expire. */
export interface HoldTime {
  readonly nowMs: number;
  readonly placedAt: string;
  readonly expiresAt: string;
}

export const holdTime = (now: Date, holdMs: number): HoldTime => ({
  nowMs: now.getTime(),
  placedAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + holdMs).toISOString(),
});

/** What a buyer has, including earlier holds of the batch, and the limits. */
export interface Buyer {
  readonly person: Person;
  readonly limits: PersonLimits;
}

/**
 * Decides one hold, all lines or none, on the stock that earlier holds of the batch left.
 * @returns the order and the changed stock, or the refusal
 */
export function decideHold(
  request: HoldRequest,
  { person, limits }: Buyer,
  stock: ReadonlyMap<string, Stock>,
  sale: Sale,
  time: HoldTime,
): { order: OrderState; stock: Stock[] } | Problem {
  const refusal = findRefusal(request, stock, sale, time.nowMs, person);
  if (refusal) return refusal;
  const event = sale.events.get(request.eventId) as EventCopy;
  const lines = request.lines.map((line): OrderLine => {
    const { id, name, price } = sale.offers.get(line.ticketTypeId) as Offer;
    return { ticketTypeId: id, ticketTypeName: name, quantity: line.quantity, unitPrice: price };
  });
  const total = sumOf(lines);
  const free = total.amount === 0;
  const unpaid = free ? undefined : refuseToHoldMore(person, limits, time.nowMs);
  if (unpaid) return unpaid;
  return {
    stock: moveLines(lines, stock, sale.offers, 'available', free ? 'sold' : 'held'),
    order: {
      orderId: request.orderId,
      version: 1,
      status: free ? 'paid' : 'pending',
      eventId: event.id,
      eventTitle: event.title,
      buyer: request.buyer,
      lines,
      total,
      placedAt: time.placedAt,
      expiresAt: time.expiresAt,
      paidAt: free ? time.placedAt : null,
      paymentId: null,
      refunds: [],
    },
  };
}

/**
 * The reason to refuse a hold, if any.
 * @param person by default someone without orders: refusals that apply to everyone
 */
export function findRefusal(
  { eventId, lines }: Pick<HoldRequest, 'eventId' | 'lines'>,
  stock: ReadonlyMap<string, Stock>,
  { events, offers }: Sale,
  nowMs: number,
  person: Person = nobody,
): Problem | undefined {
  const event = events.get(eventId);
  if (!event) return notFound('event');
  switch (event.status) {
    case 'published':
      break;
    case 'draft':
      return notFound('event');
    case 'cancelled':
      return conflict('event_cancelled', 'The organiser has cancelled this event.');
    default:
      // It may no longer be for sale, so nothing is sold.
      return fromLaterVersion();
  }
  let amount = 0;
  for (const [index, line] of lines.entries()) {
    const offer = offers.get(line.ticketTypeId);
    if (offer?.eventId !== eventId) {
      return invalid({
        field: `lines.${index}.ticketTypeId`,
        message: 'There is no such ticket type at this event.',
      });
    }
    const refusal = refuseLine(line, offer, nowMs);
    if (refusal) return refusal;
    amount += line.quantity * offer.price.amount;
  }
  const overLimit = refuseMoreThanMay({ eventId, lines }, offers, event.perPersonLimit, person);
  if (overLimit) return overLimit;
  if (amount > maxAmount) {
    return conflict('over_limit', 'The total is too high for one payment. Reduce your quantity.');
  }
  const shortage = findShortage(lines, stock, offers);
  return shortage && soldOut(shortage, lines, offers);
}

function refuseLine(
  line: HoldRequest['lines'][number],
  offer: Offer,
  nowMs: number,
): Problem | undefined {
  if (offer.status !== 'active') return refuseStatus(offer);
  if (nowMs < offer.opensAtMs) {
    return conflict('sale_not_open', `${isolate(offer.name)} goes on sale at ${offer.opensAt}.`);
  }
  if (nowMs >= offer.closesAtMs) {
    return conflict('sale_closed', `${isolate(offer.name)} was on sale until ${offer.closesAt}.`);
  }
  if (line.quantity < offer.minPerOrder) {
    return conflict(
      'under_minimum',
      `The minimum for ${isolate(offer.name)} is ${offer.minPerOrder} per order. Increase your quantity.`,
    );
  }
  const { price } = offer;
  const seen = line.unitPrice;
  if (seen && (seen.amount !== price.amount || seen.currency !== price.currency)) {
    return conflict(
      'price_changed',
      `The price of ${isolate(offer.name)} has changed. Check the new price and try again.`,
    );
  }
  return undefined;
}

function refuseStatus({ status, name }: Offer): Problem {
  switch (status) {
    case 'paused':
      return conflict('sale_paused', `Sales of ${isolate(name)} are paused. Try again later.`);
    case 'hidden':
    case 'deleted':
      // Does not name the ticket type, which strangers must not learn.
      return conflict('sale_closed', 'This ticket type is no longer on sale.');
    default:
      // It may no longer be for sale, so it is not sold.
      return fromLaterVersion();
  }
}

function soldOut(
  { ticketTypeId, left, together }: Shortage,
  lines: HoldRequest['lines'],
  offers: Sale['offers'],
): Problem {
  const { name, poolId } = offers.get(ticketTypeId) as Offer;
  if (together) {
    const sharing = lines.map((line) => offers.get(line.ticketTypeId) as Offer);
    const names = sharing.filter((one) => one.poolId === poolId).map((one) => isolate(one.name));
    return conflict(
      'sold_out',
      `Only ${left} left of ${names.join(' and ')} together. Reduce your quantity.`,
    );
  }
  return conflict(
    'sold_out',
    left === 0
      ? `${isolate(name)} is sold out. Tickets that others don’t pay for go back on sale.`
      : `Only ${left} left of ${isolate(name)}. Reduce your quantity.`,
  );
}

/** The total of lines, which are of one event and thus one currency. */
function sumOf(lines: readonly OrderLine[]): Money {
  const amount = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
  return { amount, currency: lines[0]?.unitPrice.currency ?? '' };
}
