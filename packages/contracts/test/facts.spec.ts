import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ofEvents from '../src/catalog/facts.js';
import { type EventState, EventStatus } from '../src/catalog/messages.js';
import * as ofPayments from '../src/payments/facts.js';
import { PaymentStatus } from '../src/payments/messages.js';
import * as ofTickets from '../src/tickets/facts.js';
import { TicketStatus } from '../src/tickets/messages.js';
import type { UnknownMember } from '../src/tolerance.js';

const sample = (type: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${type}.v1.json`, import.meta.url), 'utf8')).data;

const words = (facts: readonly { readonly fact: string }[]) => facts.map(({ fact }) => fact);

describe('the facts of an event', () => {
  const draft: EventState = { ...sample('event.created'), status: 'draft' };
  const shown: EventState = { ...draft, status: 'published' };
  const elsewhere: EventState = { ...shown, venueName: 'Another hall' };
  const off: EventState = { ...elsewhere, status: 'cancelled' };
  const { factsBetween } = ofEvents;

  it('are published, moved and cancelled', () => {
    expect(words(factsBetween(undefined, draft))).toEqual([]);
    expect(words(factsBetween(draft, shown))).toEqual(['published']);
    expect(words(factsBetween(shown, elsewhere))).toEqual(['moved']);
    expect(words(factsBetween(elsewhere, off))).toEqual(['cancelled']);
  });

  it('include everything that was missed and still matters, and nothing twice', () => {
    expect(words(factsBetween(undefined, elsewhere))).toEqual(['published']);
    expect(words(factsBetween(draft, elsewhere))).toEqual(['published']);
    expect(words(factsBetween(undefined, off))).toEqual(['cancelled']);
    for (const state of [draft, shown, elsewhere, off])
      expect(factsBetween(state, state)).toEqual([]);
    expect(factsBetween(off, { ...off, venueName: 'Nowhere' })).toEqual([]);
  });

  it('include moved when the time or place changed, not when it is only written differently', () => {
    const startsAt = new Date(Date.parse(shown.startsAt) + 60_000).toISOString();
    for (const change of [{ startsAt }, { timeZone: 'UTC' }, { venueAddress: 'Next door' }]) {
      expect(words(factsBetween(shown, { ...shown, ...change }))).toEqual(['moved']);
    }
    const written = shown.startsAt.replace(/\.\d+Z$/, '+00:00');
    expect(factsBetween(shown, { ...shown, startsAt: written })).toEqual([]);
  });
});

describe('the facts of a payment', () => {
  const { factsBetween } = ofPayments;
  const processing = { status: 'processing', capturedAt: null } as const;
  const failed = { status: 'failed', capturedAt: null } as const;
  const captured = { status: 'captured', capturedAt: '2026-05-01T12:00:00Z' } as const;
  const refunded = { ...captured, status: 'refunded' } as const;

  it('cover its whole life, each fact once, except a failure that was overtaken by a capture', () => {
    const lives = [
      [processing, captured, refunded],
      [processing, failed, captured, refunded],
      [processing, failed],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...lives), fc.array(fc.boolean()), (states, seen) => {
        const some = states.filter((state, at) => state === states.at(-1) || seen[at]);
        const told = some.flatMap((state, at) => words(factsBetween(some[at - 1], state)));
        const last = states.at(-1);
        const wanted = last === failed ? ['failed'] : ['captured', 'refunded'];
        expect(told.filter((one) => last === failed || one !== 'failed')).toEqual(wanted);
      }),
    );
  });
});

describe('the facts of a ticket', () => {
  const { factsBetween } = ofTickets;
  const valid = { status: 'valid', checkedInAt: null } as const;
  const inside = { status: 'checked_in', checkedInAt: '2026-05-01T12:00:00Z' } as const;
  const voided = { ...inside, status: 'void' } as const;

  it('cover its whole life, whichever states were missed', () => {
    expect(words(factsBetween(undefined, valid))).toEqual(['issued']);
    expect(words(factsBetween(valid, inside))).toEqual(['checked in']);
    expect(words(factsBetween(undefined, voided))).toEqual(['issued', 'checked in', 'voided']);
    expect(words(factsBetween(valid, { ...valid, status: 'void' }))).toEqual(['voided']);
    expect(factsBetween(voided, valid)).toEqual([]);
    const later = { ...valid, status: 'added_later' as UnknownMember };
    expect(factsBetween(valid, later)).toEqual([]);
  });

  it('say that a check-in was undone, and that the ticket was checked in again', () => {
    const lost = { ...valid, status: 'void' } as const;
    expect(words(factsBetween(inside, valid))).toEqual(['check-in undone']);
    expect(words(factsBetween(valid, inside))).toEqual(['checked in']);
    expect(words(factsBetween(inside, lost))).toEqual(['check-in undone', 'voided']);
    expect(words(factsBetween(inside, voided))).toEqual(['voided']);
  });
});

describe('the facts between any two states', () => {
  const at = fc.constantFrom(null, '2026-05-01T12:00:00Z');
  const statuses = (schema: { readonly enum: readonly string[] }) =>
    fc.constantFrom(...schema.enum, 'added_later');
  const event = sample('event.created');
  const anyStates = {
    event: fc.record({
      status: statuses(EventStatus),
      venueName: fc.constantFrom('Hall', 'Another hall'),
      startsAt: fc.constantFrom(event.startsAt, event.endsAt),
    }),
    payment: fc.record({ status: statuses(PaymentStatus), capturedAt: at }),
    ticket: fc.record({ status: statuses(TicketStatus), checkedInAt: at }),
  };
  type Between = (before: unknown, after: unknown) => { readonly fact: string }[];
  it.each([
    ['an event', anyStates.event.map((some) => ({ ...event, ...some })), ofEvents.factsBetween],
    ['a payment', anyStates.payment, ofPayments.factsBetween],
    ['a ticket', anyStates.ticket, ofTickets.factsBetween],
  ])(
    'of %s exist for any two states: each fact once, and none without a change',
    (_, any, between) => {
      const factsBetween = between as Between;
      fc.assert(
        fc.property(fc.option(any, { nil: undefined }), any, (before, after) => {
          const facts = words(factsBetween(before, after));
          expect(new Set(facts).size).toBe(facts.length);
          expect(factsBetween(after, after)).toEqual([]);
        }),
        { numRuns: 500 },
      );
    },
  );
});
