import type { OrderState } from '@onsale/contracts/orders/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import { newId, type Sql } from '@onsale/runtime';
import { newNonce } from './new-codes.js';
import { insertTickets, readIssued } from './store-tickets.js';
import type { Ticket } from './ticket.js';

const shortCodeAttempts = 5;

/** One ticket per person: every position of every line of an order, in a fixed order. */
function positionsOf(order: AsRead<OrderState>) {
  return order.lines.flatMap((orderLine, line) =>
    Array.from({ length: orderLine.quantity }, (_, position) => ({
      order,
      orderLine,
      line,
      position,
    })),
  );
}

/**
 * Issues the missing tickets of paid orders. The caller has locked the orders, so no other process
 * issues their tickets meanwhile.
 */
export async function issueTickets(
  sql: Sql,
  orders: readonly AsRead<OrderState>[],
  issuedAt: Date,
  newShortCode: () => string,
): Promise<Ticket[]> {
  if (orders.length === 0) return [];
  const issued = await readIssued(
    sql,
    orders.map((order) => order.orderId),
  );
  const keys = new Set(issued.map((one) => `${one.order_id} ${one.line} ${one.position}`));
  const tickets = orders
    .flatMap(positionsOf)
    .filter(({ order, line, position }) => !keys.has(`${order.orderId} ${line} ${position}`))
    .map((each) => newTicket(each, issuedAt, newShortCode()));
  return store(sql, tickets, newShortCode);
}

/** A new ticket may draw a short code that is taken; it then draws again. */
async function store(
  sql: Sql,
  tickets: readonly Ticket[],
  newShortCode: () => string,
): Promise<Ticket[]> {
  const stored: Ticket[] = [];
  let left = tickets;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === shortCodeAttempts) {
      throw new Error(`no free short code for ${left.length} tickets in ${attempt} attempts`);
    }
    const taken = new Set(await insertTickets(sql, left));
    stored.push(...left.filter((ticket) => !taken.has(ticket)));
    left = [...taken].map((ticket) => ({ ...ticket, shortCode: newShortCode() }));
  }
  return stored;
}

function newTicket(
  { order, orderLine, line, position }: ReturnType<typeof positionsOf>[number],
  issuedAt: Date,
  shortCode: string,
): Ticket {
  return {
    ticketId: newId(),
    version: 1,
    status: 'valid',
    orderId: order.orderId,
    line,
    position,
    eventId: order.eventId,
    ticketTypeId: orderLine.ticketTypeId,
    ticketTypeName: orderLine.ticketTypeName,
    holderId: order.buyer.accountId,
    holderName: order.buyer.name,
    holderEmail: order.buyer.email,
    nonce: newNonce(),
    shortCode,
    issuedAt,
    checkedInAt: null,
    checkedInBy: null,
    gate: null,
  };
}
