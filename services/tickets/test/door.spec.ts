import type { CheckIn, DoorEntry, DoorTicket } from '@onsale/contracts/tickets/http';
import { newId } from '@onsale/runtime';
import { type TestAccount, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepAnswers } from '../src/sweep-answers.js';
import { buy, deliverEvents, line, said, soldEvent, startTickets, ticketsOf } from './support.js';

let server: Awaited<ReturnType<typeof startTickets>>;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

async function post<T>(as: TestAccount, path: string, body: object) {
  const response = await server.request('POST', path, { as, body });
  return { status: response.statusCode, ...response.json<T>() };
}
const scan = (as: TestAccount, body: object) => post<CheckIn>(as, '/api/check-ins', body);
const undo = (as: TestAccount, body: object) =>
  post<{ undoneAt: string; code: string }>(as, '/api/check-ins/undo', body);

async function list<T>(as: TestAccount, path: string) {
  const response = await server.request('GET', path, { as });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<{ items: T[]; nextCursor: string | null }>();
}

async function onlyTicket(buyer: TestAccount) {
  const [ticket] = await ticketsOf(server, buyer);
  if (!ticket) throw new Error('the buyer has no ticket');
  return ticket;
}

test('a lost answer is repeated: an honest retry of an admitted scan is admitted', async () => {
  const { staff, organiser, buyer } = await soldEvent(server);
  const { code, shortCode } = await onlyTicket(buyer);
  const scanId = newId();
  const first = await scan(staff, { code, scanId, gate: 'North' });
  expect(first).toMatchObject({ status: 200, result: 'admitted' });
  server.clock.advance(60_000);
  expect(await scan(staff, { code, scanId, gate: 'North' })).toEqual(first);
  // Even when the phone has signed in as another account.
  expect(await scan(organiser, { code: shortCode, scanId })).toEqual(first);
  expect(await scan(staff, { code, scanId: newId() })).toMatchObject({
    result: 'already_admitted',
  });
});

test('one scan sent five times at the same instant is admitted five times, and logged once', async () => {
  const { staff, buyer, event, order } = await soldEvent(server);
  const { code } = await onlyTicket(buyer);
  const scanId = newId();
  const answers = await Promise.all(Array.from({ length: 5 }, () => scan(staff, { code, scanId })));
  expect(answers.map(({ result }) => result)).toEqual(Array(5).fill('admitted'));
  const { items } = await list<DoorEntry>(staff, `/api/events/${event.eventId}/door/log`);
  expect(items).toHaveLength(1);
  expect(await said(server.infra.database, order.orderId)).toHaveLength(2);
});

test('a refusal keeps its answer too, as long as its retry can come', async () => {
  const { staff, buyer, event } = await soldEvent(server, { checkInOpensAt: null });
  const { code } = await onlyTicket(buyer);
  const scanId = newId();
  const early = await scan(staff, { code, scanId });
  expect(early).toMatchObject({ result: 'not_open', opensAt: '2026-12-17T17:00:00.000Z' });
  await deliverEvents(server, {
    ...event,
    version: event.version + 1,
    checkInOpensAt: '2026-01-01T00:00:00.000Z',
  });
  expect(await scan(staff, { code, scanId })).toMatchObject({ result: 'not_open' });
  server.clock.advance(3 * 86_400_000);
  await sweepAnswers(server.context).run();
  expect(await scan(staff, { code, scanId })).toMatchObject({ result: 'admitted' });
});

test('check-in opens at the time the organiser chose, and the door shows that time', async () => {
  const opensAt = '2026-12-17T17:30:00.000Z';
  const { staff, buyer, event } = await soldEvent(server, { checkInOpensAt: opensAt });
  const { code } = await onlyTicket(buyer);
  const door = await server.request('GET', `/api/events/${event.eventId}/door`, { as: staff });
  expect(door.json()).toMatchObject({ checkInOpensAt: opensAt, role: 'staff' });
  expect(await scan(staff, { code })).toMatchObject({ result: 'not_open', opensAt });
  expect(await onlyTicket(buyer)).toMatchObject({ status: 'valid' });
  await deliverEvents(server, { ...event, version: 9, checkInOpensAt: '2026-01-01T00:00:00.000Z' });
  expect(await scan(staff, { code })).toMatchObject({ result: 'admitted' });
});

test('an undone check-in is published and logged after the check-in, and the ticket can be checked in again', async () => {
  const { staff, buyer, event, order } = await soldEvent(server);
  const ticket = await onlyTicket(buyer);
  const admitted = await scan(staff, { code: ticket.code, gate: 'North' });
  const asked = { ticketId: ticket.id, checkedInAt: admitted.checkedInAt };
  server.clock.advance(60_000);
  const undone = await undo(staff, asked);
  expect(undone).toMatchObject({ status: 200, ticketId: ticket.id });
  // If the answer was lost, the repeated request gets the same one.
  server.clock.advance(60_000);
  expect(await undo(staff, asked)).toEqual(undone);
  expect(await onlyTicket(buyer)).toMatchObject({ status: 'valid', checkedInAt: null });
  server.clock.advance(60_000);
  expect(await scan(staff, { code: ticket.code, gate: 'South' })).toMatchObject({
    result: 'admitted',
    gate: 'South',
  });
  // Repeating the first undo does not touch the new check-in.
  expect(await undo(staff, asked)).toEqual(undone);
  expect(await onlyTicket(buyer)).toMatchObject({ status: 'checked_in' });

  const { items } = await list<DoorEntry>(staff, `/api/events/${event.eventId}/door/log`);
  expect(items.map(({ kind, gate, byYou }) => [kind, gate, byYou])).toEqual([
    ['admitted', 'South', true],
    ['undone', 'North', true],
    ['admitted', 'North', true],
  ]);
  const messages = await said(server.infra.database, order.orderId);
  expect(messages.map(({ type, data }) => [type, data.version, data.status])).toEqual([
    ['ticket.issued', 1, 'valid'],
    ['ticket.checked-in', 2, 'checked_in'],
    ['ticket.check-in-undone', 3, 'valid'],
    ['ticket.checked-in', 4, 'checked_in'],
  ]);
});

test('another member of staff cannot undo a check-in, a stranger finds nothing, and the organiser always can', async () => {
  const { staff, organiser, buyer } = await soldEvent(server);
  const other = await soldEvent(server);
  const ticket = await onlyTicket(buyer);
  const { checkedInAt } = await scan(organiser, { code: ticket.code });
  const asked = { ticketId: ticket.id, checkedInAt };
  expect(await undo(staff, asked)).toMatchObject({ status: 403 });
  for (const as of [buyer, other.organiser, other.staff]) {
    expect(await undo(as, asked)).toMatchObject({ status: 404 });
  }
  server.clock.advance(86_400_000);
  expect(await undo(organiser, { ...asked, checkedInAt: '2026-11-01T00:00:00Z' })).toMatchObject({
    status: 409,
    code: 'not_checked_in',
  });
  expect(await undo(organiser, asked)).toMatchObject({ status: 200 });
});

test('a guest without a phone is found by name and checked in by staff, who see no email address or code', async () => {
  const { staff, event } = await soldEvent(server);
  const jane = testAccount({ name: 'Jane Doe', email: 'jane@example.org' });
  await buy(server, jane, event.eventId);
  const path = `/api/events/${event.eventId}/door/tickets`;
  const { items } = await list<DoorTicket>(staff, `${path}?q=doe%20jane`);
  const ticket = await onlyTicket(jane);
  expect(items).toEqual([
    {
      ticketId: ticket.id,
      holderName: 'Jane Doe',
      ticketTypeName: 'Parterre',
      status: 'valid',
      checkedInAt: null,
      gate: null,
      mayUndo: false,
    },
  ]);
  const by = { ticketId: ticket.id, eventId: event.eventId, gate: 'North' };
  expect(await scan(staff, by)).toMatchObject({ result: 'admitted', gate: 'North' });
  expect(await scan(staff, by)).toMatchObject({ result: 'already_admitted' });
  const again = await list<DoorTicket>(staff, `${path}?q=jane`);
  expect(again.items[0]).toMatchObject({ status: 'checked_in', mayUndo: true });
  for (const nothing of ['%20', '%E2%80%8B', ',']) {
    expect((await list<DoorTicket>(staff, `${path}?q=${nothing}`)).items).toEqual([]);
  }
});

test('a ticket of another event can be neither checked in nor seen by its id', async () => {
  const [here, there] = [await soldEvent(server), await soldEvent(server)];
  const ticket = await onlyTicket(there.buyer);
  const asked = { ticketId: ticket.id, eventId: here.event.eventId };
  expect(await scan(here.staff, asked)).toMatchObject({ result: 'not_found', ticket: null });
  expect(await scan(here.staff, { ticketId: ticket.id })).toMatchObject({ status: 404 });
  expect(await onlyTicket(there.buyer)).toMatchObject({ status: 'valid' });
});

test('the door counts by ticket type', async () => {
  const { staff, buyer, event } = await soldEvent(server, {}, [line(2, 'VIP'), line(3)]);
  const vip = (await ticketsOf(server, buyer)).find((one) => one.ticketTypeName === 'VIP');
  await scan(staff, { code: vip?.code });
  const door = await server.request('GET', `/api/events/${event.eventId}/door`, { as: staff });
  expect(door.json()).toMatchObject({
    issued: 5,
    checkedIn: 1,
    ticketTypes: [
      { name: 'VIP', issued: 2, checkedIn: 1 },
      { name: 'Parterre', issued: 3, checkedIn: 0 },
    ],
  });
});

test('the log is read page by page, newest first', async () => {
  const { staff, buyer, event } = await soldEvent(server, {}, [line(5)]);
  for (const { code } of await ticketsOf(server, buyer)) await scan(staff, { code, gate: 'A' });
  const path = `/api/events/${event.eventId}/door/log`;
  const first = await list<DoorEntry>(staff, `${path}?limit=3`);
  const second = await list<DoorEntry>(staff, `${path}?limit=3&cursor=${first.nextCursor}`);
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
  const ids = [...first.items, ...second.items].map(({ ticket }) => ticket.ticketId);
  expect(new Set(ids).size).toBe(5);
});
