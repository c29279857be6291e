import { newId, Problem } from '@onsale/runtime';
import { expect, test } from 'vitest';
import { answerKey, type Door, decideScan, type Scan } from '../src/decide-scan.js';
import { type EventCopy, opensAt } from '../src/event.js';
import type { Ticket } from '../src/ticket.js';

const now = new Date('2026-12-17T19:00:00Z');
const [organiser, staff, stranger] = [newId(), newId(), newId()];

const event = (changes: Partial<EventCopy> = {}): EventCopy => ({
  eventId: newId(),
  version: 1,
  status: 'published',
  organiserId: organiser,
  staffIds: [staff],
  title: 'Concert',
  venueName: 'Hall',
  venueAddress: '',
  startsAt: now,
  endsAt: now,
  timeZone: 'UTC',
  cancellationReason: null,
  checkInOpensAt: null,
  doorsAt: null,
  ageLimit: null,
  ...changes,
});

const ticket = (eventId: string, changes: Partial<Ticket> = {}): Ticket => ({
  ticketId: newId(),
  version: 1,
  status: 'valid',
  orderId: newId(),
  line: 0,
  position: 0,
  eventId,
  ticketTypeId: newId(),
  ticketTypeName: 'Parterre',
  holderId: newId(),
  holderName: 'Zoë',
  holderEmail: 'zoe@example.org',
  nonce: '0011223344556677',
  shortCode: '7K3PX9QM2D',
  issuedAt: now,
  checkedInAt: null,
  checkedInBy: null,
  gate: null,
  ...changes,
});

const [concert, other, draft] = [
  event(),
  event({ organiserId: stranger, staffIds: [] }),
  event({ organiserId: stranger, staffIds: [], status: 'draft' }),
];
const [mine, foreign] = [
  ticket(concert.eventId),
  ticket(other.eventId, { shortCode: '0000000000' }),
];

const door = (...tickets: Ticket[]): Door => ({
  now,
  tickets: new Map(tickets.map((one) => [one.ticketId, one])),
  events: new Map([concert, other, draft].map((one) => [one.eventId, one])),
  workers: new Set([organiser, staff]),
  answered: new Map(),
});

const scan = (changes: Partial<Scan> = {}): Scan => ({
  accountId: staff,
  eventId: concert.eventId,
  gate: 'North',
  code: { ticketId: mine.ticketId, nonce: mine.nonce },
  ...changes,
});

const decide = (given: Scan, state = door(mine, foreign)) => {
  const outcome = decideScan(given, state);
  return outcome instanceof Problem ? outcome.status : outcome.answer.result;
};

test('organiser and staff can admit a valid ticket, with or without naming the event', () => {
  for (const accountId of [organiser, staff]) {
    expect(decide(scan({ accountId }))).toBe('admitted');
    expect(decide(scan({ accountId, eventId: undefined }))).toBe('admitted');
    expect(decide(scan({ accountId, code: { shortCodes: [mine.shortCode] } }))).toBe('admitted');
  }
});

test('admitting records who, when and where, and makes the next version of the ticket', () => {
  expect(decideScan(scan(), door(mine))).toEqual({
    answer: {
      result: 'admitted',
      ticket: {
        id: mine.ticketId,
        eventTitle: 'Concert',
        ticketTypeName: 'Parterre',
        holderName: 'Zoë',
      },
      checkedInAt: now.toISOString(),
      gate: 'North',
    },
    admitted: {
      ...mine,
      version: 2,
      status: 'checked_in',
      checkedInAt: now,
      checkedInBy: staff,
      gate: 'North',
    },
    entry: {
      ticketId: mine.ticketId,
      eventId: concert.eventId,
      scanId: undefined,
      result: 'admitted',
      accountId: staff,
      gate: 'North',
      at: now,
      checkedInAt: now,
      checkedInGate: 'North',
    },
  });
});

test('a ticket already checked in is refused with its time and gate, and does not change', () => {
  const before = new Date('2026-12-17T18:00:00Z');
  const used = { ...mine, status: 'checked_in', checkedInAt: before, gate: 'South' } as const;
  const outcome = decideScan(scan(), door(used));
  expect(outcome).toMatchObject({
    answer: { result: 'already_admitted', checkedInAt: before.toISOString(), gate: 'South' },
  });
  expect(outcome).not.toHaveProperty('admitted');
});

test('a void ticket is not admitted', () => {
  const outcome = decideScan(scan(), door({ ...mine, status: 'void' }));
  expect(outcome).toMatchObject({ answer: { result: 'void' } });
  expect(outcome).not.toHaveProperty('admitted');
});

test('a code without a valid signature, an unknown ticket and a wrong nonce count as forged', () => {
  const codes = [
    'forged' as const,
    { ticketId: newId(), nonce: mine.nonce },
    { ticketId: mine.ticketId, nonce: 'ffffffffffffffff' },
  ];
  for (const code of codes) {
    expect(decide(scan({ code }))).toBe('forged');
    expect(decide(scan({ code, eventId: undefined }))).toBe('forged');
  }
});

test('a mistyped code counts as not found, and not as forged', () => {
  const codes = [
    'not_found' as const,
    { shortCodes: ['ZZZZZZZZZZ', 'YYYYYYYYYY'] },
    { ticketId: newId(), byHolder: true as const },
    // A ticket of an event where the caller does not work.
    { ticketId: foreign.ticketId, byHolder: true as const },
  ];
  for (const code of codes) expect(decide(scan({ code }))).toBe('not_found');
});

test('of the possible readings of a typed code, the first that is a ticket counts', () => {
  const second = ticket(concert.eventId, { shortCode: 'YYYYYYYYYY' });
  const shortCodes = ['ZZZZZZZZZZ', second.shortCode, mine.shortCode];
  const outcome = decideScan(scan({ code: { shortCodes } }), door(mine, second));
  expect(outcome).toMatchObject({ admitted: { ticketId: second.ticketId } });
});

test('before check-in opens a genuine ticket gets the opening time and stays valid', () => {
  const opensAt = new Date(now.getTime() + 1);
  const later = event({ checkInOpensAt: opensAt });
  const early = ticket(later.eventId);
  const state = { ...door(early), events: new Map([[later.eventId, later]]) };
  const early1 = scan({
    eventId: later.eventId,
    code: { ticketId: early.ticketId, nonce: early.nonce },
  });
  const outcome = decideScan(early1, state);
  expect(outcome).toMatchObject({
    answer: { result: 'not_open', opensAt: opensAt.toISOString(), checkedInAt: null },
  });
  expect(outcome).not.toHaveProperty('admitted');
  expect(decide(early1, { ...state, now: opensAt })).toBe('admitted');
});

test('by default, check-in opens two hours before the doors, or before the start', () => {
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  expect(opensAt(event({ startsAt: inHours(2) }))).toEqual(now);
  const withDoors = event({ startsAt: inHours(3), doorsAt: inHours(2) });
  expect(opensAt(withDoors)).toEqual(now);
  expect(opensAt({ ...withDoors, checkInOpensAt: inHours(1) })).toEqual(inHours(1));
});

test('a repeated scan gets its first answer, whatever has happened since', () => {
  const scanId = newId();
  const asked = scan({ scanId });
  const first = decideScan(asked, door(mine));
  if (first instanceof Problem || !first.entry || !first.admitted) throw new Error('not admitted');
  const answered = new Map([[answerKey(mine.ticketId, scanId), first.entry]]);
  for (const since of [first.admitted, { ...first.admitted, status: 'void' as const }]) {
    const again = decideScan({ ...asked, accountId: organiser }, { ...door(since), answered });
    expect(again).toEqual({ answer: first.answer });
  }
  // The same id with another ticket is a different scan, and so is another id.
  const used = { ...door(first.admitted), answered };
  expect(decide(scan({ scanId: newId() }), used)).toBe('already_admitted');
  expect(decide(scan(), used)).toBe('already_admitted');
});

test('a ticket of an event where the caller does not work reveals nothing about its holder', () => {
  const code = { ticketId: foreign.ticketId, nonce: foreign.nonce };
  expect(decideScan(scan({ code }), door(mine, foreign))).toEqual({
    answer: { result: 'wrong_event', ticket: null, checkedInAt: null, gate: null },
  });
  expect(decide(scan({ code, eventId: undefined }))).toBe(404);
});

test('a ticket of another event of the same organiser gets an answer that names the event', () => {
  const second = event();
  const circumstances = {
    ...door(mine),
    events: new Map([concert, second].map((e) => [e.eventId, e])),
  };
  const outcome = decideScan(scan({ eventId: second.eventId }), circumstances);
  expect(outcome).toMatchObject({
    answer: { result: 'wrong_event', ticket: { eventTitle: 'Concert' } },
  });
  expect(outcome).not.toHaveProperty('admitted');
});

test('someone who does not work at the door is refused before the code is read', () => {
  for (const code of ['forged' as const, scan().code]) {
    expect(decide(scan({ accountId: stranger, code }))).toBe(403);
    expect(decide(scan({ accountId: staff, eventId: draft.eventId, code }))).toBe(404);
    expect(decide(scan({ accountId: staff, eventId: newId(), code }))).toBe(404);
    expect(decide(scan({ accountId: newId(), eventId: undefined, code }))).toBe(404);
  }
});
