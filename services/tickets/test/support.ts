import { generateKeyPairSync } from 'node:crypto';
import { type EventState, eventPublished } from '@onsale/contracts/catalog/messages';
import type { Message } from '@onsale/contracts/message';
import {
  type OrderLine,
  type OrderState,
  orderPaid,
  orderRefunded,
} from '@onsale/contracts/orders/messages';
import type { Ticket as TicketView } from '@onsale/contracts/tickets/http';
import type { TicketState } from '@onsale/contracts/tickets/messages';
import { defineService, newId, newMessage, type ServiceContext, type Sql } from '@onsale/runtime';
import {
  type TestAccount,
  type TestServer,
  testAccount,
  testEvent,
  testServer,
} from '@onsale/testing';
import { onEvent } from '../src/on-event.js';
import { onOrder } from '../src/on-order.js';
import { tickets } from '../src/service.js';

const privateKey = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

type Context = ServiceContext<typeof tickets.settings>;
export type TicketsServer = TestServer & { readonly context: Context };

/** The time of these tests, whenever they run: a month before their concerts. */
const present = new Date('2026-11-17T19:00:00.000Z');

/** Starts the service, and returns its context too, for calling its consumers as the bus does. */
export async function startTickets(): Promise<TicketsServer> {
  const given: Context[] = [];
  const definition = defineService({
    ...tickets,
    setup(context) {
      given.push(context);
      return tickets.setup(context);
    },
  });
  const server = await testServer(definition, { ONSALE_TICKET_PRIVATE_KEY: privateKey });
  server.clock.set(present);
  const [context] = given;
  if (!context) throw new Error('the service was not set up');
  return { ...server, context };
}

export const line = (quantity: number, ticketTypeName = 'Parterre'): OrderLine => ({
  ticketTypeId: newId(),
  ticketTypeName,
  quantity,
  unitPrice: { amount: 1500, currency: 'EUR' },
});

/** A paid order, in version 2, as after placing and paying it. */
export function paidOrder(changes: Partial<OrderState> = {}): OrderState {
  const buyer = testAccount();
  return {
    orderId: newId(),
    version: 2,
    status: 'paid',
    eventId: newId(),
    eventTitle: 'Concert',
    buyer: { accountId: buyer.accountId, name: buyer.name, email: buyer.email },
    lines: [line(1)],
    total: { amount: 1500, currency: 'EUR' },
    placedAt: '2026-11-01T10:00:00.000Z',
    expiresAt: '2026-11-01T10:15:00.000Z',
    paidAt: '2026-11-01T10:05:00.000Z',
    paymentId: newId(),
    refunds: [],
    ...changes,
  };
}

export const refunded = (order: OrderState): OrderState => ({
  ...order,
  version: order.version + 1,
  status: 'refunded',
});

export const orderMessage = (order: OrderState): Message =>
  newMessage(order.status === 'refunded' ? orderRefunded : orderPaid, {
    subject: order.orderId,
    time: new Date(),
    data: order,
    traceparent: `00-${newId().replaceAll('-', '')}-00f067aa0ba902b7-01`,
  });

export const deliver = ({ context }: TicketsServer, ...orders: OrderState[]) =>
  onOrder(context).handle(orders.map(orderMessage));

export const eventState = (changes: Partial<EventState> = {}): EventState =>
  testEvent(present, {
    version: 3,
    venueName: 'Elbe Hall',
    venueAddress: 'Am Kai 12, 20457 Hamburg',
    endsAt: '2026-12-17T21:00:00.000Z',
    // Check-in is open all the time, unless a test is about that.
    checkInOpensAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  });

export const deliverEvents = ({ context }: TicketsServer, ...events: EventState[]) =>
  onEvent(context).handle(
    events.map((event) =>
      newMessage(eventPublished, { subject: event.eventId, time: new Date(), data: event }),
    ),
  );

/** An event with its people, and a paid order of one buyer. */
export async function soldEvent(
  server: TicketsServer,
  changes: Partial<EventState> = {},
  lines = [line(1)],
) {
  const [organiser, staff] = [testAccount(), testAccount()];
  const buyer = testAccount({ name: 'Zoë Łukaszewska' });
  const event = eventState({
    organiserId: organiser.accountId,
    staffIds: [newId(), staff.accountId],
    ...changes,
  });
  await deliverEvents(server, event);
  const order = await buy(server, buyer, event.eventId, lines);
  return { organiser, staff, buyer, event, order };
}

export async function buy(
  server: TicketsServer,
  buyer: TestAccount,
  eventId: string,
  lines = [line(1)],
): Promise<OrderState> {
  const { accountId, name, email } = buyer;
  const order = paidOrder({ eventId, lines, buyer: { accountId, name, email } });
  await deliver(server, order);
  return order;
}

/** The buyer's tickets, oldest first. */
export async function ticketsOf(server: TestServer, buyer: TestAccount): Promise<TicketView[]> {
  const response = await server.request('GET', '/api/tickets?limit=100', { as: buyer });
  return response.json<{ items: TicketView[] }>().items.reverse();
}

/** The messages that the service has published about the tickets of an order, oldest first. */
export async function said(sql: Sql, orderId: string): Promise<Message<string, TicketState>[]> {
  const rows = await sql.query<{ messages: string }>('select messages from outbox order by id');
  return rows
    .flatMap((row) => JSON.parse(row.messages) as Message<string, TicketState>[])
    .filter((message) => message.data.orderId === orderId);
}

/** How many tickets of an order there are, by status. */
export async function countByStatus(sql: Sql, orderId: string): Promise<Record<string, number>> {
  const rows = await sql.query<{ status: string; count: number }>(
    'select status, count(*) as count from ticket where order_id = $1 group by status',
    [orderId],
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}
