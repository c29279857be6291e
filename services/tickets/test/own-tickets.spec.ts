import { verifyTicketCode } from '@onsale/contracts/tickets/code';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { newId } from '@onsale/runtime';
import { type TestAccount, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buy,
  deliver,
  deliverEvents,
  eventState,
  line,
  refunded,
  soldEvent,
  startTickets,
  type TicketsServer,
  ticketsOf,
} from './support.js';

let server: TicketsServer;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

const get = (path: string, as: TestAccount) => server.request('GET', path, { as });
const documents = ['', '/qr.svg', '/pdf', '/event.ics'];

test('a holder lists their own tickets newest first, page by page, or of one order', async () => {
  const { buyer, event, order } = await soldEvent(server, {}, [line(2)]);
  const second = await buy(server, buyer, event.eventId, [line(1, 'Balcony')]);
  await soldEvent(server);
  const list = async (query: string) =>
    (await get(`/api/tickets?${query}`, buyer)).json<{ items: Ticket[]; nextCursor: string }>();

  const first = await list('limit=2');
  expect(first.items.map((ticket) => ticket.orderId)).toEqual([second.orderId, order.orderId]);
  const rest = await list(`limit=2&cursor=${first.nextCursor}`);
  expect(rest.items.map((ticket) => ticket.orderId)).toEqual([order.orderId]);
  expect(rest.nextCursor).toBeNull();
  expect((await list(`orderId=${second.orderId}`)).items).toHaveLength(1);
  for (const cursor of ['nonsense', Buffer.from('["nonsense"]').toString('base64url')]) {
    expect((await get(`/api/tickets?cursor=${cursor}`, buyer)).statusCode).toBe(400);
  }
});

test('holders who ask at the same moment each get their own tickets of an order, page by page', async () => {
  const sold = await Promise.all(
    [1, 2, 3].map((quantity) => soldEvent(server, {}, [line(quantity)])),
  );
  const list = async (as: TestAccount, query: string) =>
    (await get(`/api/tickets?${query}`, as)).json<{ items: Ticket[]; nextCursor: string | null }>();
  const looks = sold.flatMap(({ buyer, order }, index) => {
    const query = `orderId=${order.orderId}`;
    return [
      { asked: list(buyer, query), due: index + 1, orderId: order.orderId },
      {
        asked: list(buyer, `${query}&limit=2`),
        due: Math.min(index + 1, 2),
        orderId: order.orderId,
      },
      { asked: list(testAccount(), query), due: 0, orderId: order.orderId },
    ];
  });
  for (const { asked, due, orderId } of looks) {
    expect((await asked).items.map((ticket) => ticket.orderId)).toEqual(Array(due).fill(orderId));
  }
  const { nextCursor } = (await looks.at(-2)?.asked) ?? {};
  const last = sold.at(-1);
  if (!last) throw new Error('nothing was sold');
  const rest = await list(last.buyer, `orderId=${last.order.orderId}&cursor=${nextCursor}`);
  expect(rest).toMatchObject({ items: [{ orderId: last.order.orderId }], nextCursor: null });
});

test('a holder lists the valid tickets, the next event first, separately from all others', async () => {
  const now = server.clock.now().getTime();
  const at = (days: number) => ({
    startsAt: new Date(now + days * 86_400_000).toISOString(),
    endsAt: new Date(now + days * 86_400_000 + 7_200_000).toISOString(),
  });
  const buyer = testAccount();
  const bought: Record<string, string> = {};
  for (const [title, times] of [
    ['next week', at(7)],
    ['tonight', at(0.1)],
    ['yesterday', at(-1)],
    ['last week', at(-7)],
    ['called off', at(3)],
  ] as const) {
    const event = eventState({ title, ...times });
    await deliverEvents(server, event);
    bought[title] = (await buy(server, buyer, event.eventId)).orderId;
    if (title === 'called off') {
      await deliverEvents(server, { ...event, version: 9, status: 'cancelled' });
    }
  }
  const list = async (when: string) => {
    const titles: string[] = [];
    for (let cursor = ''; ; ) {
      const reply = await get(`/api/tickets?when=${when}&limit=1${cursor}`, buyer);
      const page = reply.json<{ items: Ticket[]; nextCursor: string | null }>();
      titles.push(...page.items.map(({ event }) => event.title));
      if (page.nextCursor === null) return titles;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  expect(await list('upcoming')).toEqual(['tonight', 'next week']);
  expect(await list('past')).toEqual(['called off', 'yesterday', 'last week']);
  const parts = ['["2026-13-45T00:00:00.000Z","x"]', '["infinity","x"]', '["x"]'];
  for (const part of parts) {
    const cursor = Buffer.from(part).toString('base64url');
    expect((await get(`/api/tickets?when=past&cursor=${cursor}`, buyer)).statusCode).toBe(400);
  }
  expect((await get('/api/tickets?when=later', buyer)).statusCode).toBe(400);
});

test('the tickets of one order are listed in the order of their issue, upcoming and past', async () => {
  const event = eventState();
  await deliverEvents(server, event);
  const buyer = testAccount();
  const { orderId } = await buy(server, buyer, event.eventId, [line(3)]);
  const inOrder = (await ticketsOf(server, buyer)).map(({ id }) => id);
  const list = async (when: string) => {
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const path = `/api/tickets?when=${when}&orderId=${orderId}&limit=2${cursor}`;
      const page = (await get(path, buyer)).json<{ items: Ticket[]; nextCursor: string | null }>();
      ids.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) return ids;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  expect(inOrder).toHaveLength(3);
  expect(await list('upcoming')).toEqual(inOrder);
  await deliverEvents(server, { ...event, version: 9, status: 'cancelled' });
  expect(await list('past')).toEqual(inOrder);
});

test('a ticket shows the current state of its event, and a code that the door page can verify', async () => {
  const { buyer, staff, event } = await soldEvent(server);
  await deliverEvents(server, { ...event, version: 9, venueName: 'Town Hall' });
  await deliverEvents(server, { ...event, version: 8, venueName: 'Old Hall' });
  const [ticket] = await ticketsOf(server, buyer);
  expect(ticket).toMatchObject({
    status: 'valid',
    holderName: buyer.name,
    event: { id: event.eventId, venueName: 'Town Hall', startsAt: event.startsAt },
  });
  const door = await get(`/api/events/${event.eventId}/door`, staff);
  const { publicKey } = door.json<{ publicKey: string }>();
  expect(await verifyTicketCode(ticket?.code ?? '', publicKey)).toMatchObject({
    ticketId: ticket?.id,
    eventId: event.eventId,
  });
});

test('tickets issued before their event is known are shown once it is', async () => {
  const [buyer, event] = [testAccount(), eventState()];
  await buy(server, buyer, event.eventId);
  expect(await ticketsOf(server, buyer)).toEqual([]);
  await deliverEvents(server, event);
  expect(await ticketsOf(server, buyer)).toHaveLength(1);
});

test('to anyone else, the organiser included, a ticket does not exist', async () => {
  const { buyer, organiser, staff } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  for (const path of documents) {
    const url = `/api/tickets/${ticket?.id}${path}`;
    expect((await get(url, buyer)).statusCode).toBe(200);
    for (const as of [organiser, staff, testAccount()]) {
      expect((await get(url, as)).statusCode).toBe(404);
    }
    expect((await get(`/api/tickets/${newId()}${path}`, buyer)).statusCode).toBe(404);
    expect((await server.request('GET', url)).statusCode).toBe(401);
  }
});

test('a void ticket is still shown, but has no code for the door', async () => {
  const { buyer, order } = await soldEvent(server);
  await deliver(server, refunded(order));
  const [ticket] = await ticketsOf(server, buyer);
  expect(ticket).toMatchObject({ status: 'void' });
  for (const path of ['/qr.svg', '/pdf', '/event.ics']) {
    const response = await get(`/api/tickets/${ticket?.id}${path}`, buyer);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'ticket_void' });
  }
});

test('the calendar entry of a cancelled event removes it from the calendar', async () => {
  const { buyer, event, order } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const calendar = async () => get(`/api/tickets/${ticket?.id}/event.ics`, buyer);
  const before = await calendar();
  expect(before.headers['content-type']).toBe('text/calendar; charset=utf-8; method=PUBLISH');
  expect(before.body).toContain('METHOD:PUBLISH\r\n');
  expect(before.body).toContain('DTSTART:20261217T190000Z\r\n');
  expect(before.body).toContain('SEQUENCE:3\r\n');
  expect(before.body).toContain('STATUS:CONFIRMED\r\n');

  await deliverEvents(server, {
    ...event,
    version: 4,
    status: 'cancelled',
    cancellationReason: 'The pianist is ill.',
  });
  await deliver(server, refunded(order));
  const after = await calendar();
  expect(after.body).toContain('SEQUENCE:4\r\n');
  expect(after.body).toContain('STATUS:CANCELLED\r\n');
  expect(after.body).toContain('METHOD:CANCEL\r\n');
  expect(after.headers['content-type']).toBe('text/calendar; charset=utf-8; method=CANCEL');
  expect(after.body).toContain(`SUMMARY:Cancelled: ${event.title}\r\n`);
  expect(after.body).toContain('DESCRIPTION:The pianist is ill.\\n\\nParterre');
  expect(after.body.match(/UID:.*/)?.[0]).toBe(before.body.match(/UID:.*/)?.[0]);
});

test('the calendar entry of a moved event moves the existing one', async () => {
  const { buyer, event } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const calendar = async () => (await get(`/api/tickets/${ticket?.id}/event.ics`, buyer)).body;
  const uidOf = (body: string) => /UID:.*/.exec(body)?.[0];
  const before = await calendar();
  const [startsAt, endsAt] = ['2026-12-18T20:00:00.000Z', '2026-12-18T22:00:00.000Z'];
  await deliverEvents(server, { ...event, version: 5, venueName: 'Kuppel', startsAt, endsAt });
  const after = await calendar();
  expect(uidOf(after)).toBe(uidOf(before));
  for (const line of ['SEQUENCE:5', 'DTSTART:20261218T200000Z', 'DTEND:20261218T220000Z']) {
    expect(after).toContain(`${line}\r\n`);
  }
  expect(after).toContain('LOCATION:Kuppel');
});

test('the page of a ticket is drawn once, and again when the ticket or its event changes', async () => {
  const { buyer, event } = await soldEvent(server, { title: '???' });
  const [ticket] = await ticketsOf(server, buyer);
  const pdf = () => get(`/api/tickets/${ticket?.id}/pdf`, buyer);
  const first = await pdf();
  expect(first.headers['content-disposition']).toBe(
    `inline; filename="${ticket?.shortCode}.pdf"; filename*=UTF-8''${ticket?.shortCode}.pdf`,
  );
  server.clock.advance(1_000); // a page drawn again would show the new time
  expect((await pdf()).rawPayload.equals(first.rawPayload)).toBe(true);
  await deliverEvents(server, { ...event, version: event.version + 1, title: 'Named' });
  expect((await pdf()).rawPayload.equals(first.rawPayload)).toBe(false);
});

test('the QR code is an SVG that no cache keeps', async () => {
  const { buyer } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const response = await get(`/api/tickets/${ticket?.id}/qr.svg`, buyer);
  expect(response.headers).toMatchObject({
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(response.body).toMatch(/^<svg .*<\/svg>$/);
});

test('drawing pages is limited, so that a loop cannot take the processor from the sale', async () => {
  const { buyer } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  for (let page = 0; page < 120; page += 1) {
    await server.infra.limits.take(`pdf ${buyer.accountId}`, 120, 60);
  }
  const response = await get(`/api/tickets/${ticket?.id}/pdf`, buyer);
  expect(response.statusCode).toBe(429);
  expect(response.headers['retry-after']).toBe('60');
});
