import { factsBetween, factsOf, type OrderFact } from '@onsale/contracts/orders/facts';
import { type OrderState, OrderStatus, orderPaid } from '@onsale/contracts/orders/messages';
import { follow, newId, newMessage } from '@onsale/runtime';
import { type TestDatabase, testDatabase } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orders } from '../src/service.js';
import { move, newStock, type Stock } from '../src/stock.js';
import { decide, type Trigger } from '../src/transition.js';

const placedAt = Date.parse('2026-05-01T12:00:00Z');
const holdMs = 15 * 60_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

function firstState(total: number): OrderState {
  const free = total === 0;
  const at = new Date(placedAt).toISOString();
  return {
    orderId: newId(),
    version: 1,
    status: free ? 'paid' : 'pending',
    eventId: newId(),
    eventTitle: 'Concert',
    buyer: { accountId: newId(), name: 'B', email: 'b@example.org' },
    lines: [{ ticketTypeId: 'type', ticketTypeName: 'GA', quantity: 2, unitPrice: eur(total / 2) }],
    total: eur(total),
    placedAt: at,
    expiresAt: new Date(placedAt + holdMs).toISOString(),
    paidAt: free ? at : null,
    paymentId: null,
    refunds: [],
  };
}

/**
 * The events in the life of an order, in minutes after it was placed; times may go back, as clocks
 * may lag.
 */
const step = fc.record({
  minutes: fc.integer({ min: 0, max: 30 }),
  what: fc.oneof(
    fc.constantFrom({ kind: 'cancel' }, { kind: 'expire' }, { kind: 'event-cancelled' }),
    fc.record({
      kind: fc.constant('capture'),
      paymentId: fc.constantFrom('p1', 'p2', 'p3'),
      amount: fc.constantFrom(eur(2000), eur(2000), eur(1)),
    }),
    fc.record({
      kind: fc.constant('refunded'),
      paymentId: fc.constantFrom('p1', 'p2', 'p3'),
      refundedAt: fc.constant('2026-05-02T12:00:00.000Z'),
    }),
  ),
});

/** All states that these steps lead an order through, including the first. */
const life = fc
  .record({
    steps: fc.array(step, { maxLength: 12 }),
    free: fc.boolean(),
    left: fc.constantFrom(0, 5),
  })
  .map(({ steps, free, left }) => {
    const first = firstState(free ? 0 : 2000);
    const from = free ? 'sold' : 'held';
    let stock: Stock = move(
      newStock('type', first.eventId, 2 + left),
      'type',
      2,
      'available',
      from,
      0,
    );
    let called = false;
    const states = [first];
    for (const { minutes, what } of steps) {
      const order = states.at(-1) as OrderState;
      const trigger = { ...what, orderId: order.orderId } as Trigger;
      called ||= trigger.kind === 'event-cancelled';
      const change = decide(order, trigger, {
        now: new Date(placedAt + minutes * 60_000),
        stock: new Map([['type', stock]]),
        sharings: new Map(),
        eventCancelled: called,
      });
      if (!change) continue;
      states.push(change.order);
      stock = change.stock[0] ?? stock;
    }
    return states;
  });

const named = (facts: readonly OrderFact[]) =>
  facts.map((one) => `${one.fact}${'of' in one ? ` ${one.of}` : ''}`);
const sorted = (facts: readonly OrderFact[]) => named(facts).sort();

/** The facts as recorded at every step. */
const factsOfLife = (states: readonly OrderState[]) =>
  states.flatMap((state, at) => factsBetween(states[at - 1], state));

describe('the facts of an order', () => {
  it('contain each change of its status, and each step of a refund, once', () => {
    const paid = {
      ...firstState(2000),
      status: 'paid',
      paidAt: '2026-05-01T12:05:00.000Z',
    } as const;
    const refund = {
      paymentId: 'p2',
      amount: eur(2000),
      reason: 'paid_twice',
      decidedAt: '2026-05-01T12:06:00.000Z',
      refundedAt: null,
    } as const;
    const twice = { ...paid, refunds: [refund] };
    const back = { ...paid, refunds: [{ ...refund, refundedAt: '2026-05-01T12:07:00.000Z' }] };
    const steps = [undefined, firstState(2000), paid, twice, back, { ...back, status: 'refunded' }];
    const facts = steps.slice(1).map((state, at) => {
      return named(factsBetween(steps[at] as OrderState | undefined, state as OrderState));
    });
    expect(facts).toEqual([
      ['placed'],
      ['paid'],
      ['refund due p2'],
      ['refund made p2'],
      ['refunded'],
    ]);
  });

  it('say that a free order was placed and paid, though its first state is its last', () => {
    expect(named(factsBetween(undefined, firstState(0)))).toEqual(['placed', 'paid']);
  });

  it('are complete, each once, whichever states in between were never seen', () => {
    fc.assert(
      fc.property(life, fc.infiniteStream(fc.boolean()), (states, seen) => {
        const all = factsOfLife(states);
        expect(new Set(named(all)).size).toBe(all.length);
        // A consumer that sees every state learns about each change of status.
        for (const [at, state] of states.entries()) {
          const word = state.status === 'pending' ? 'placed' : state.status;
          if (state.status !== states[at - 1]?.status) {
            expect(named(factsBetween(states[at - 1], state))).toContain(word);
          }
        }
        const some = states.filter((state) => state === states.at(-1) || seen.next().value);
        expect(sorted(factsOfLife(some))).toEqual(sorted(all));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are none when neither state is newer, and some for any two different states', () => {
    const any = fc.record({
      status: fc.constantFrom(...OrderStatus.enum, 'added_later' as never),
      paidAt: fc.constantFrom(null, '2026-05-01T12:05:00.000Z', '2026-05-01T12:50:00.000Z'),
      expiresAt: fc.constant('2026-05-01T12:15:00.000Z'),
    });
    fc.assert(
      fc.property(any, any, (before, after) => {
        expect(factsBetween(after, after)).toEqual([]);
        const missing = named(factsBetween(before, after));
        const wanted = named(factsOf(after)).filter((one) => !named(factsOf(before)).includes(one));
        expect(missing).toEqual(wanted);
      }),
    );
    fc.assert(
      fc.property(life, (states) => {
        for (const [at, state] of states.entries()) {
          for (const earlier of states.slice(0, at)) {
            expect(factsBetween(state, earlier)).toEqual([]);
          }
        }
      }),
    );
  });
});

describe('a consumer that follows orders', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(orders.migrations, 'facts');
  });
  afterAll(() => database.stop());

  const message = (data: OrderState) =>
    newMessage(orderPaid, { subject: data.orderId, time: new Date(placedAt), data });

  it('acts on each fact once, even when states come twice, late, together or never', async () => {
    const deliveries = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(life, deliveries, fc.boolean(), async (states, batches, sideBySide) => {
        const acted: OrderFact[] = [];
        const take = async (some: readonly OrderState[], fails = false) => {
          const facts = await database
            .transaction(async (sql) => {
              const steps = await follow(sql, 'test', some.map(message), (state) => state);
              if (fails) throw new Error('killed before the commit');
              return steps.flatMap(({ before, message }) => factsBetween(before, message.data));
            })
            .catch((error: Error) => {
              if (!fails) throw error;
              return [];
            });
          acted.push(...facts);
        };
        const given = batches.map((batch) =>
          batch.flatMap((at) => states[at % states.length] ?? []),
        );
        given.push([states.at(-1) as OrderState]);
        await take(given[0] ?? [], true);
        if (sideBySide) await Promise.all([...given, ...given].map((batch) => take(batch)));
        else for (const batch of given) await take(batch);
        expect(sorted(acted)).toEqual(sorted(factsOfLife(states)));
      }),
      { numRuns: 100 },
    );
  });

  it('follows many orders in one statement, separately for each consumer', async () => {
    const [one, other] = [firstState(2000), firstState(0)];
    const batch = [message(one), message(other), message(one)];
    const steps = await follow(database, 'mail', batch, ({ status }) => ({ status }));
    expect(steps.map(({ message, before }) => [message.subject, before])).toEqual(
      [one, other]
        .map(({ orderId }) => orderId)
        .sort()
        .map((id) => [id, undefined]),
    );
    expect(await follow(database, 'mail', batch, ({ status }) => ({ status }))).toEqual([]);
    expect(await follow(database, 'webhooks', batch, () => ({}))).toHaveLength(2);
    const paid = { ...one, version: 2, status: 'paid' } as const;
    const [step] = await follow(database, 'mail', [message(paid)], ({ status }) => ({ status }));
    expect(step?.before).toEqual({ status: 'pending' });
  });
});
