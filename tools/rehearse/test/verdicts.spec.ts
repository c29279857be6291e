import type { AuditReport } from '@onsale/audit';
import type { Order, Sales } from '@onsale/contracts/orders/http';
import { describe, expect, it } from 'vitest';
import { Observations } from '../src/observations.js';
import { makePlan } from '../src/plan.js';
import { type Facts, judge, oversold } from '../src/verdicts.js';
import { placesOf } from '../src/watch.js';

const pools = [{ capacity: 3, ticketTypeIds: ['A', 'B'] }];
const lines = (quantity: number, ticketTypeId = 'A'): Order['lines'] => [
  {
    ...{ ticketTypeId, ticketTypeName: ticketTypeId, quantity },
    unitPrice: { amount: 1, currency: 'EUR' },
  },
];
const hold = (fromMs: number, untilMs: number, quantity: number, ticketTypeId = 'A') => ({
  ...{ fromMs, untilMs, lines: lines(quantity, ticketTypeId) },
});

it('tickets that come back may be promised again', () => {
  expect(oversold([hold(0, 10_000, 3), hold(10_000, 20_000, 3)], pools)).toBe(undefined);
});

it('one ticket too many at one moment is oversold, in any order of the answers', () => {
  const holds = [hold(5_000, 15_000, 2), hold(0, 10_000, 2)];
  expect(oversold(holds, pools)).toEqual({ ...pools[0], promised: 4 });
});

it('ticket types that share their places are oversold together, and those that do not each alone', () => {
  const holds = [hold(5_000, 15_000, 2), hold(0, 10_000, 2, 'B')];
  expect(oversold(holds, pools)).toEqual({ ...pools[0], promised: 4 });
  const apart = ['A', 'B'].map((id) => ({ capacity: 3, ticketTypeIds: [id] }));
  expect(oversold(holds, apart)).toBe(undefined);
});

it('places that several ticket types sell count once', () => {
  const type = { ticketTypeId: '', name: '', revenue: { amount: 0, currency: 'EUR' } };
  const sales = {
    ticketTypes: [
      { ...type, capacity: 500, available: 100, held: 0, sold: 250, poolId: 'A' },
      { ...type, capacity: 500, available: 100, held: 50, sold: 100, poolId: 'A' },
      { ...type, capacity: 20, available: 0, held: 0, sold: 20 },
    ],
    pools: [{ capacity: 500, available: 100, held: 50, sold: 350 }],
  } as unknown as Sales;
  expect(placesOf(sales)).toEqual({ capacity: 520, available: 100, held: 50, sold: 370 });
  const { pools: _, ...apart } = { ...sales, ticketTypes: sales.ticketTypes.slice(2) };
  expect(placesOf(apart)).toEqual({ capacity: 20, available: 0, held: 0, sold: 20 });
});

/** A rehearsal in which all was well, but for what `spoil` does to it. */
function bad(spoil: (facts: Facts) => Partial<Facts> | undefined): string[] {
  const plan = makePlan('stampede', { buyers: 10, tickets: 3 });
  const record = new Observations(plan.tickets, () => undefined);
  record.hold(order('1', 2));
  record.hold(order('2', 1));
  const facts: Facts = {
    ...{ plan, record, pools, settled: true, cleanedUp: true, notPaidBack: 0, sold: 3 },
    ...{ kills: [], own: true, audits: [{ when: 'before the clean-up', report: audit(true) }] },
  };
  return judge({ ...facts, ...spoil(facts) }).flatMap(({ good, text }) => (good ? [] : [text]));
}

const order = (id: string, quantity: number) =>
  ({
    ...{ id, lines: lines(quantity), status: 'pending' },
    ...{ placedAt: '2030-01-01T10:00:00.000Z', expiresAt: '2030-01-01T10:01:00.000Z' },
  }) as Order;

const audit = (clean: boolean): AuditReport => ({
  ...{ at: '', seconds: 0, clean, checks: [], atRest: false, databases: [], bus: null },
});

describe('the verdicts', () => {
  it('all pass after a correct rush', () => {
    expect(bad(() => undefined)).toEqual([]);
  });

  it.each<[string, Parameters<typeof bad>[0], string]>([
    [
      'a ticket too many',
      ({ record }) => void record.hold(order('3', 1)),
      'Oversold: 4 tickets of type A and B were promised at once, of 3.',
    ],
    [
      'one order for two keys',
      ({ record }) => void record.hold(order('1', 2)),
      'order 1 was the answer to two different keys',
    ],
    [
      'two orders under one key',
      ({ record }) => void record.sameKey.wrong.push('orders 1 and 2 were made under one key'),
      'orders 1 and 2 were made under one key',
    ],
    [
      'paid, and nothing for it',
      ({ record }) => void record.sampled.without.push('1'),
      '1 of 1 watched buyers paid and got nothing in time: 1.',
    ],
    [
      'paid, without an answer about the tickets',
      ({ record }) => {
        record.sampled.unanswered = 1;
        return undefined;
      },
      '1 watched buyers paid, looked for their tickets, and got no answer',
    ],
    [
      'an unacceptable answer',
      ({ record }) => void record.surprise('hold: 500 internal'),
      'such as: hold: 500 internal',
    ],
    [
      'a hold that its buyer never learnt about',
      ({ record }) => {
        record.unknown.neverKnown = 1;
        return undefined;
      },
      '1 buyers never learnt whether they hold tickets',
    ],
    ['sold, not issued', () => ({ settled: false }), 'did not come to agree in time'],
    ['not cancelled', () => ({ cleanedUp: false }), 'some orders were still paid'],
    ['not paid back', () => ({ notPaidBack: 1 }), 'did not get the money back'],
    [
      'books that do not agree',
      () => ({ audits: [{ when: 'before the clean-up', report: audit(false) }] }),
      'The audit of the databases, before the clean-up, found something',
    ],
    [
      'never sold out',
      () => ({ plan: makePlan('recirculate', { tickets: 3 }), sold: 2 }),
      '2 of 3 tickets were paid in the end.',
    ],
    ['nothing was killed', () => ({ plan: makePlan('crash', { tickets: 3 }) }), 'killed 0 times'],
  ])('report: %s', (_name, spoil, says) => {
    const found = bad(spoil);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(says);
  });
});
