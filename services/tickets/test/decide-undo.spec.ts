import { newId, Problem } from '@onsale/runtime';
import { expect, test } from 'vitest';
import { decideUndo, mayUndo } from '../src/decide-undo.js';
import type { EventCopy } from '../src/event.js';
import type { Ticket } from '../src/ticket.js';

const checkedInAt = new Date('2026-12-17T19:00:00Z');
const [organiser, staff, colleague] = [newId(), newId(), newId()];
const event = { organiserId: organiser, staffIds: [staff, colleague] } as unknown as EventCopy;
const ticket = {
  ticketId: newId(),
  version: 2,
  status: 'checked_in',
  checkedInAt,
  checkedInBy: staff,
  gate: 'North',
} as Ticket;

const after = (minutes: number) => new Date(checkedInAt.getTime() + minutes * 60_000);
const undo = (accountId: string, minutes: number, changes: Partial<Ticket> = {}) => {
  const asked = { accountId, checkedInAt, now: after(minutes) };
  const outcome = decideUndo({ ...ticket, ...changes }, event, asked);
  return outcome instanceof Problem ? outcome.status : outcome;
};

test('the person who checked a ticket in can undo that for ten minutes, the organiser at any time', () => {
  const undone = {
    ...ticket,
    version: 3,
    status: 'valid',
    checkedInAt: null,
    checkedInBy: null,
    gate: null,
  };
  expect(undo(staff, 10)).toEqual(undone);
  expect(undo(staff, 10.1)).toBe(403);
  expect(undo(colleague, 1)).toBe(403);
  expect(undo(organiser, 6_000)).toEqual(undone);
});

test('a check-in by an earlier release, which did not record who made it, can be undone by the organiser alone', () => {
  expect(undo(staff, 1, { checkedInBy: null })).toBe(403);
  expect(undo(organiser, 1, { checkedInBy: null })).toMatchObject({ status: 'valid' });
});

test('only the given check-in is undone, and only while it is the current one', () => {
  expect(undo(organiser, 1, { checkedInAt: after(0.5) })).toBe(409);
  expect(undo(organiser, 1, { status: 'valid', checkedInAt: null })).toBe(409);
  expect(undo(organiser, 1, { status: 'void' })).toBe(409);
});

test('an undo is offered exactly when it would be carried out', () => {
  for (const accountId of [organiser, staff, colleague, newId()]) {
    for (const minutes of [0, 10, 11]) {
      for (const status of ['valid', 'checked_in', 'void'] as const) {
        const offered = mayUndo({ ...ticket, status }, event, accountId, after(minutes));
        expect(offered).toBe(typeof undo(accountId, minutes, { status }) === 'object');
      }
    }
  }
});
