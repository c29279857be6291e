import type { EventState, TicketTypeState } from '@onsale/contracts/catalog/messages';
import type { MessageContract, MessageOf } from '@onsale/contracts/message';
import type { Order } from '@onsale/contracts/orders/http';
import { newId, newMessage } from '@onsale/runtime';
import {
  eventually,
  onSale,
  type TestAccount,
  type TestServer,
  testEvent,
  testServer,
  testTicketType,
} from '@onsale/testing';
import { orders } from '../src/service.js';

export const startOrders = (settings: Record<string, string> = {}) => testServer(orders, settings);

export const publish = <C extends MessageContract>(
  server: TestServer,
  contract: C,
  subject: string,
  data: MessageOf<C>['data'],
) =>
  server.infra.bus.publish([
    newMessage(contract, { subject, time: server.infra.clock.now(), data }),
  ]);

/** Puts an event with one ticket type on sale, and waits until the service knows it. */
export async function putOnSale(
  server: TestServer,
  changes: Partial<TicketTypeState> = {},
  eventChanges: Partial<EventState> = {},
): Promise<{ event: EventState; ticketType: TicketTypeState }> {
  const event = testEvent(server.infra.clock.now(), eventChanges);
  const ticketType = testTicketType(event.eventId, changes);
  await server.infra.bus.publish(onSale([event], [ticketType], server.infra.clock.now()));
  await eventually(async () => {
    const [row] = await server.infra.database.query<{ known: number }>(
      `select count(*) as known from stock join event on event.id = stock.event_id
       where ticket_type_id = $1`,
      [ticketType.ticketTypeId],
    );
    if (row?.known !== 1) throw new Error('not on sale yet');
  });
  return { event, ticketType };
}

export async function order(
  server: TestServer,
  buyer: TestAccount,
  ticketType: TicketTypeState,
  quantity = 1,
  key: string = newId(),
) {
  const response = await server.request('POST', '/api/orders', {
    as: buyer,
    headers: { 'idempotency-key': key },
    body: {
      eventId: ticketType.eventId,
      lines: [{ ticketTypeId: ticketType.ticketTypeId, quantity }],
    },
  });
  return { status: response.statusCode, body: response.json() as Order & { code?: string } };
}

export async function stockOf(server: TestServer, ticketTypeId: string) {
  const [row] = await server.infra.database.query<{
    capacity: number;
    available: number;
    held: number;
    sold: number;
    revenue: number;
  }>('select capacity, available, held, sold, revenue from stock where ticket_type_id = $1', [
    ticketTypeId,
  ]);
  return row;
}
