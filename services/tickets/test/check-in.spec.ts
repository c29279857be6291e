import { rates } from '@onsale/contracts/limits';
import type { CheckIn } from '@onsale/contracts/tickets/http';
import { newId } from '@onsale/runtime';
import { type TestAccount, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkIn } from '../src/check-in.js';
import { limitForeignDoors } from '../src/limit-foreign-doors.js';
import { createSigner } from '../src/signer.js';
import {
  countByStatus,
  deliver,
  line,
  refunded,
  said,
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

async function scan(as: TestAccount, body: { code: string; eventId?: string; gate?: string }) {
  const response = await server.request('POST', '/api/check-ins', { as, body });
  return { status: response.statusCode, ...response.json<CheckIn & { code?: string }>() };
}

async function onlyTicket(buyer: TestAccount) {
  const [ticket] = await ticketsOf(server, buyer);
  if (!ticket) throw new Error('the buyer has no ticket');
  return ticket;
}

test('staff check a ticket in once, by its QR code or by its short code however it is typed', async () => {
  const { staff, organiser, buyer, event } = await soldEvent(server);
  const ticket = await onlyTicket(buyer);
  const first = await scan(staff, { code: ticket.code, eventId: event.eventId, gate: 'North' });
  expect(first).toEqual({
    status: 200,
    result: 'admitted',
    ticket: {
      id: ticket.id,
      eventTitle: 'Concert',
      ticketTypeName: 'Parterre',
      holderName: 'Zoë Łukaszewska',
    },
    checkedInAt: server.clock.now().toISOString(),
    gate: 'North',
  });

  server.clock.advance(60_000);
  const again = await scan(organiser, {
    code: ` ${ticket.shortCode.toLowerCase()} `,
    gate: 'South',
  });
  expect(again).toEqual({ ...first, result: 'already_admitted' });
  expect(await onlyTicket(buyer)).toMatchObject({
    status: 'checked_in',
    checkedInAt: first.checkedInAt,
  });
});

test('a check-in is published once', async () => {
  const { staff, buyer, order } = await soldEvent(server);
  const { code } = await onlyTicket(buyer);
  await scan(staff, { code, gate: 'North' });
  await scan(staff, { code, gate: 'South' });
  const messages = await said(server.infra.database, order.orderId);
  expect(messages.map(({ type, data }) => [type, data.version, data.gate])).toEqual([
    ['ticket.issued', 1, null],
    ['ticket.checked-in', 2, 'North'],
  ]);
});

test('of fifty scans of one ticket at the same instant, one is admitted', async () => {
  const { staff, organiser, buyer } = await soldEvent(server);
  const { code, shortCode } = await onlyTicket(buyer);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      scan(at % 2 ? staff : organiser, { code: at % 3 ? code : shortCode, gate: `Gate ${at}` }),
    ),
  );
  const admitted = answers.filter((answer) => answer.result === 'admitted');
  expect(admitted).toHaveLength(1);
  for (const answer of answers) {
    expect(answer).toMatchObject({ gate: admitted[0]?.gate });
    expect(['admitted', 'already_admitted']).toContain(answer.result);
  }
});

test('four processes that scan a ticket at the same instant admit it once', async () => {
  const { staff, buyer } = await soldEvent(server, {}, [line(30)]);
  const signer = createSigner(server.context.settings.privateKey);
  // Each has its own batches; only the database is between them.
  const processes = Array.from({ length: 4 }, () =>
    checkIn(server.context, signer, limitForeignDoors(server.context)),
  );
  for (const { code } of await ticketsOf(server, buyer)) {
    const results = await Promise.all(
      processes.map(async (process, which) => {
        const request = {
          body: { code, gate: `Process ${which}` },
          session: staff,
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          log: server.infra.log,
        } as unknown as Parameters<typeof process.handle>[0];
        const reply = (await process.handle(request)) as unknown as { body: CheckIn };
        return reply.body.result;
      }),
    );
    expect(results.sort()).toEqual(['admitted', ...Array(3).fill('already_admitted')]);
  }
});

test('scans and a refund at the same instant do not block each other, and the tickets end void', async () => {
  const { staff, buyer, order } = await soldEvent(server, {}, [line(40)]);
  const tickets = await ticketsOf(server, buyer);
  const [answers] = await Promise.all([
    Promise.all([...tickets].reverse().map(({ code }) => scan(staff, { code }))),
    deliver(server, refunded(order)),
  ]);
  for (const { result } of answers) expect(['admitted', 'void']).toContain(result);
  expect(await countByStatus(server.infra.database, order.orderId)).toEqual({ void: 40 });
  const [first] = tickets;
  expect(await scan(staff, { code: first?.code ?? '' })).toMatchObject({ result: 'void' });
});

test('a genuine ticket of another event is recognised without revealing its holder', async () => {
  const [here, there] = [await soldEvent(server), await soldEvent(server)];
  const { code } = await onlyTicket(there.buyer);
  const answer = await scan(here.staff, { code, eventId: here.event.eventId });
  expect(answer).toEqual({
    status: 200,
    result: 'wrong_event',
    ticket: null,
    checkedInAt: null,
    gate: null,
  });
  expect(await onlyTicket(there.buyer)).toMatchObject({ status: 'valid' });
});

test('only the organiser and the event’s staff can scan', async () => {
  const { buyer, event, organiser } = await soldEvent(server);
  const other = await soldEvent(server);
  const { code } = await onlyTicket(buyer);
  for (const as of [buyer, other.organiser, other.staff, testAccount()]) {
    expect(await scan(as, { code })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await scan(as, { code, eventId: event.eventId })).toMatchObject({ status: 403 });
    expect(await scan(as, { code, eventId: newId() })).toMatchObject({ status: 404 });
  }
  const anonymous = await server.request('POST', '/api/check-ins', { body: { code } });
  expect(anonymous.statusCode).toBe(401);
  expect(await scan(organiser, { code })).toMatchObject({ result: 'admitted' });
});

test('wrong codes are limited by account and gate, and a right one is admitted all the same', async () => {
  const { staff, buyer, event } = await soldEvent(server, {}, [line(2)]);
  const [one, two] = await ticketsOf(server, buyer);
  const wrong = { code: 'ZZZZZ-ZZZZZ', eventId: event.eventId, gate: 'North' };
  for (let attempt = 0; attempt < 30; attempt += 1) {
    expect(await scan(staff, wrong)).toMatchObject({ status: 200, result: 'not_found' });
  }
  const refused = await server.request('POST', '/api/check-ins', { as: staff, body: wrong });
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const here = { eventId: event.eventId, gate: 'North' };
  expect(await scan(staff, { ...here, code: one?.code ?? '' })).toMatchObject({
    result: 'admitted',
  });
  expect(await scan(staff, { ...here, code: two?.shortCode ?? '' })).toMatchObject({
    result: 'admitted',
  });
  // Another gate of the same account can go on, but not an unlimited number of gates.
  const statuses = [];
  for (let attempt = 0; attempt < 100; attempt += 1) {
    statuses.push((await scan(staff, { ...wrong, gate: `Gate ${attempt}` })).status);
  }
  expect(statuses.slice(0, 80)).toEqual(Array(80).fill(200));
  expect(statuses.at(-1)).toBe(429);
  server.clock.advance(61_000);
  expect(await scan(staff, wrong)).toMatchObject({ status: 200, result: 'not_found' });
});

test('a code is recognised from any scanner and keyboard', async () => {
  const { staff, buyer } = await soldEvent(server);
  const { code, shortCode } = await onlyTicket(buyer);
  const fullWidth = Array.from(shortCode, (one) =>
    one === '-' ? '\u2212' : String.fromCharCode(one.charCodeAt(0) + 0xfee0),
  ).join('\u200b');
  const german = code.replace(/[YZ]/g, (one) => (one === 'Y' ? 'Z' : 'Y'));
  expect(await scan(staff, { code: `]Q1${code.toLowerCase()}\r` })).toMatchObject({
    result: 'admitted',
  });
  for (const typed of [fullWidth, german, ` ${shortCode.replace('-', '–')}\t`]) {
    expect(await scan(staff, { code: typed }), typed).toMatchObject({ result: 'already_admitted' });
  }
  const url = 'https://tickets.example.org/tickets/01934f3a-7c1e-7008-8a2b-0123456789ab';
  expect(await scan(staff, { code: url })).toMatchObject({ result: 'not_found' });
});

test('a QR that this install has not signed is forged', async () => {
  const { staff, buyer } = await soldEvent(server);
  const { code } = await onlyTicket(buyer);
  const changed = code.slice(0, 10) + (code[10] === '0' ? '1' : '0') + code.slice(11);
  expect(await scan(staff, { code: changed })).toMatchObject({ result: 'forged', ticket: null });
});

test('honest scans are never slowed down', async () => {
  const { staff, buyer } = await soldEvent(server, {}, [line(90)]);
  const tickets = await ticketsOf(server, buyer);
  const answers = await Promise.all(tickets.map(({ code }) => scan(staff, { code })));
  expect(answers.every((answer) => answer.result === 'admitted')).toBe(true);
});

test('text that PostgreSQL cannot store is refused before it can fail the batch of other scans', async () => {
  const { staff, buyer } = await soldEvent(server);
  const { code } = await onlyTicket(buyer);
  const answers = await Promise.all([
    scan(staff, { code, gate: 'a\0b' }),
    scan(staff, { code: '7K3PX-9QM2\0' }),
    scan(staff, { code, gate: 'North' }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([400, 400, 200]);
});

test('a body that is not a scan is refused with the name of the field', async () => {
  const { staff } = await soldEvent(server);
  const bodies = [
    {},
    { code: 'x', ticketId: newId() },
    { code: '' },
    { code: 'x', scanId: '1' },
    { code: 'x', gates: 1 },
    { code: 'x', eventId: 'y' },
  ];
  for (const body of bodies) {
    const response = await server.request('POST', '/api/check-ins', { as: staff, body });
    expect(response.statusCode).toBe(400);
    expect(response.json<{ errors: object[] }>().errors[0]).toHaveProperty('field');
  }
});

test('an account that does not work at this door soon has its scans refused unread', async () => {
  const { staff, buyer, event } = await soldEvent(server, {}, [line(2)]);
  const { staff: elsewhere } = await soldEvent(server);
  const [one, two] = await ticketsOf(server, buyer);
  const eventId = event.eventId;
  const code = one?.code ?? '';
  for (const [stranger, body, status] of [
    [testAccount(), { code }, 404],
    [elsewhere, { code, eventId }, 403],
  ] as const) {
    const ask = () => server.request('POST', '/api/check-ins', { as: stranger, body });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 32; attempt += 1) statuses.push((await ask()).statusCode);
    expect(statuses).toEqual([...Array(30).fill(status), 429, 429]);
    expect(Number((await ask()).headers['retry-after'])).toBeGreaterThan(0);
    server.clock.advance(60_000);
    expect((await ask()).statusCode).toBe(status);
  }
  // Tickets of other events do not block the staff of a door.
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const reply = await server.request('POST', '/api/check-ins', { as: elsewhere, body: { code } });
    expect(reply.statusCode).toBe(404);
  }
  expect(await scan(staff, { code: two?.code ?? '' })).toMatchObject({ result: 'admitted' });
});

test('an account that works at no door of a ticket is refused more and more undoing unread', async () => {
  const { staff, buyer } = await soldEvent(server);
  const { staff: elsewhere } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const admitted = await scan(staff, { code: ticket?.code ?? '' });
  const body = { ticketId: ticket?.id, checkedInAt: admitted.checkedInAt };
  const undo = (as: TestAccount) => server.request('POST', '/api/check-ins/undo', { as, body });
  for (const stranger of [testAccount(), elsewhere]) {
    const answers = await Promise.all(Array.from({ length: 32 }, () => undo(stranger)));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([...Array(30).fill(404), 429, 429]);
    server.clock.advance(60_000);
    expect((await undo(stranger)).statusCode).toBe(404);
  }
  expect((await undo(staff)).statusCode).toBe(200);
});

test('an account that is refused at other doors still scans and undoes at its own', async () => {
  const { staff, buyer, event } = await soldEvent(server);
  const { event: foreign } = await soldEvent(server);
  const [ticket] = await ticketsOf(server, buyer);
  const scanAt = (eventId: string) =>
    server.request('POST', '/api/check-ins', { as: staff, body: { code: 'x', eventId } });
  const undo = (ticketId: string | undefined, checkedInAt: string | null) =>
    server.request('POST', '/api/check-ins/undo', { as: staff, body: { ticketId, checkedInAt } });
  for (let attempt = 0; attempt < 32; attempt += 1) await scanAt(foreign.eventId);
  expect((await scanAt(foreign.eventId)).statusCode).toBe(429);
  const admitted = await scan(staff, { code: ticket?.code ?? '', eventId: event.eventId });
  expect(admitted).toMatchObject({ result: 'admitted' });
  expect((await undo(ticket?.id, admitted.checkedInAt)).statusCode).toBe(200);
  for (let attempt = 0; attempt < 32; attempt += 1) await undo(newId(), admitted.checkedInAt);
  expect((await undo(newId(), admitted.checkedInAt)).statusCode).toBe(429);
  expect((await scanAt(event.eventId)).statusCode).toBe(200);
});

test('an account that invents events gets no more scans refused unread than its limit', async () => {
  const stranger = testAccount();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 125; attempt += 1) {
    const body = { code: 'x', eventId: newId() };
    statuses.push(
      (await server.request('POST', '/api/check-ins', { as: stranger, body })).statusCode,
    );
  }
  expect(statuses).toEqual([...Array(120).fill(404), ...Array(5).fill(429)]);
});

test('one account scans and undoes no more than its limit, and the next minute it goes on', async () => {
  const { staff, organiser, buyer } = await soldEvent(server);
  const { code, id } = await onlyTicket(buyer);
  const { scans, undos } = rates;
  const answers = await Promise.all(
    Array.from({ length: scans.max + 5 }, () => scan(staff, { code })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect([answers.length - refused.length, refused.length]).toEqual([scans.max, 5]);
  const body = { ticketId: id, checkedInAt: server.clock.now().toISOString() };
  const undo = () => server.request('POST', '/api/check-ins/undo', { as: organiser, body });
  const undone = await Promise.all(Array.from({ length: undos.max + 5 }, undo));
  expect(undone.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5);
  server.clock.advance(60_000);
  expect(await scan(staff, { code })).toMatchObject({ status: 200 });
});
