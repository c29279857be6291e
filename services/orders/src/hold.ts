import { effectiveSalesWindow } from '@onsale/contracts/catalog/sales-window';
import type { OrderLine, OrderState } from '@onsale/contracts/orders/messages';
import { type Money, maxAmount } from '@onsale/contracts/values';
import { conflict, invalid, notFound, type Problem } from '@onsale/runtime';
import { move, type Stock } from './stock.js';

/** What a buyer asks for. */
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

export interface EventCopy {
  readonly id: string;
  readonly status: 'draft' | 'published' | 'cancelled';
  readonly title: string;
  readonly endsAt: Date;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
}

export interface TicketTypeCopy {
  readonly id: string;
  readonly eventId: string;
  readonly name: string;
  readonly price: Money;
  readonly perOrderLimit: number;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** When a ticket type is on sale, by its own window and its event's. */
export function salesWindow(event: EventCopy, ticketType: TicketTypeCopy) {
  return effectiveSalesWindow(
    {
      salesOpenAt: iso(event.salesOpenAt),
      salesCloseAt: iso(event.salesCloseAt),
      endsAt: event.endsAt.toISOString(),
    },
    { salesOpenAt: iso(ticketType.salesOpenAt), salesCloseAt: iso(ticketType.salesCloseAt) },
  );
}

/** What the decision rests on: rows read after the stock was locked. */
export interface Sale {
  readonly now: Date;
  readonly holdMs: number;
  readonly events: ReadonlyMap<string, EventCopy>;
  readonly ticketTypes: ReadonlyMap<string, TicketTypeCopy>;
}

/**
 * Decides one hold against the stock as earlier holds of the batch left it: all lines or none.
 * @returns the order and the stock after it, or why not
 */
export function decideHold(
  request: HoldRequest,
  stock: ReadonlyMap<string, Stock>,
  sale: Sale,
): { order: OrderState; stock: Stock[] } | Problem {
  const event = sale.events.get(request.eventId);
  if (!event || event.status === 'draft') return notFound('event');
  if (event.status === 'cancelled') {
    return conflict('event_cancelled', 'The organiser has called this event off.');
  }
  const lines: OrderLine[] = [];
  for (const [index, line] of request.lines.entries()) {
    const ticketType = sale.ticketTypes.get(line.ticketTypeId);
    if (ticketType?.eventId !== event.id) {
      return invalid({
        field: `lines.${index}.ticketTypeId`,
        message: 'There is no such ticket type at this event.',
      });
    }
    const refusal = refuseLine(line, event, ticketType, sale.now);
    if (refusal) return refusal;
    lines.push({
      ticketTypeId: ticketType.id,
      ticketTypeName: ticketType.name,
      quantity: line.quantity,
      unitPrice: ticketType.price,
    });
  }
  const total = sumOf(lines);
  if (total.amount > maxAmount) {
    return conflict('over_limit', 'This is more than one payment can be. Order fewer at a time.');
  }
  const free = total.amount === 0;
  const after: Stock[] = [];
  for (const line of lines) {
    const left = stock.get(line.ticketTypeId);
    if (!left || left.available < line.quantity) return soldOut(line, left?.available ?? 0);
    after.push(
      move(
        left,
        line.quantity,
        'available',
        free ? 'sold' : 'held',
        line.quantity * line.unitPrice.amount,
      ),
    );
  }
  const placedAt = sale.now.toISOString();
  return {
    stock: after,
    order: {
      orderId: request.orderId,
      version: 1,
      status: free ? 'paid' : 'pending',
      eventId: event.id,
      eventTitle: event.title,
      buyer: request.buyer,
      lines,
      total,
      placedAt,
      expiresAt: new Date(sale.now.getTime() + sale.holdMs).toISOString(),
      paidAt: free ? placedAt : null,
      paymentId: null,
      refunds: [],
    },
  };
}

function refuseLine(
  line: HoldRequest['lines'][number],
  event: EventCopy,
  ticketType: TicketTypeCopy,
  now: Date,
): Problem | undefined {
  const { opensAt, closesAt } = salesWindow(event, ticketType);
  if (opensAt !== null && now < new Date(opensAt)) {
    return conflict('sale_not_open', `${ticketType.name} goes on sale at ${opensAt}.`);
  }
  if (now >= new Date(closesAt)) {
    return conflict('sale_closed', `${ticketType.name} was on sale until ${closesAt}.`);
  }
  if (line.quantity > ticketType.perOrderLimit) {
    return conflict(
      'over_limit',
      `At most ${ticketType.perOrderLimit} of ${ticketType.name} in one order.`,
    );
  }
  const { price } = ticketType;
  const seen = line.unitPrice;
  if (seen && (seen.amount !== price.amount || seen.currency !== price.currency)) {
    return conflict(
      'price_changed',
      `The price of ${ticketType.name} has changed. Look at the new price and order again.`,
    );
  }
  return undefined;
}

const soldOut = (line: OrderLine, left: number) =>
  conflict(
    'sold_out',
    left === 0
      ? `${line.ticketTypeName} is sold out. Held tickets that are not paid come back on sale.`
      : `Only ${left} of ${line.ticketTypeName} left. Order fewer.`,
  );

/** All lines are of one event, and so of one currency. */
function sumOf(lines: readonly OrderLine[]): Money {
  const amount = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
  return { amount, currency: lines[0]?.unitPrice.currency ?? '' };
}
