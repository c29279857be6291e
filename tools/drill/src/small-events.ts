import type { Order } from '@onsale/contracts/orders/http';
import {
  cancelEvent,
  createApi,
  type Install,
  makeEvent,
  makePlan,
  openAt,
  type Pauses,
  startSessions,
  type Verdict,
} from '@onsale/rehearse';
import { newId } from '@onsale/runtime';
import { withDatabase } from './databases.js';
import { newReason } from './next-version.js';

/** Chance decides which instance handles an event; with this many, both versions handle some. */
const count = 6;
const settledWithinMs = 60_000;
const lookEveryMs = 250;
const card = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '123' };

/** Events with a paid order each, beside the rush, to be cancelled while two versions run. */
export interface SmallEvents {
  /** Cancels all of them. @returns whether all refunds completed, and which version decided them */
  cancelAll(): Promise<Verdict>;
  end(): Promise<void>;
}

export async function sellSmallEvents(install: Install, pauses: Pauses): Promise<SmallEvents> {
  const api = createApi(install, pauses);
  const plan = makePlan('sustain', { tickets: 10 });
  const [organiser = '', cookie = ''] = await startSessions(install, api, pauses, 2, 60, () => {});
  api.signInAs(organiser);
  const now = () => new Date(Date.now() + api.clockAheadMs);

  async function sell(): Promise<{ eventId: string; orderId: string }> {
    const event = await makeEvent(api, plan, now());
    await openAt(api, event, new Date(now().getTime() - 1_000), pauses);
    const lines = [{ ticketTypeId: event.ticketTypeIds[0], quantity: 1 }];
    const { id } = await api.call<Order>('POST', '/api/orders', {
      body: { eventId: event.id, lines },
      headers: { cookie, 'idempotency-key': newId() },
    });
    const body = { orderId: id, card };
    await api.call('POST', '/api/payments', { body, headers: { cookie } });
    const isPaid = async () => {
      const headers = { cookie };
      return (await api.call<Order>('GET', `/api/orders/${id}`, { headers })).status === 'paid';
    };
    while (!(await isPaid()) && !pauses.ended) await pauses.wait(lookEveryMs);
    return { eventId: event.id, orderId: id };
  }

  const sold = await Promise.all(Array.from({ length: count }, sell));
  const orderIds = sold.map(({ orderId }) => orderId);

  return {
    async cancelAll() {
      for (const { eventId } of sold) await cancelEvent(api, eventId);
      const givenUpMs = performance.now() + settledWithinMs;
      for (;;) {
        const { refunded, byNext } = await lookAt(install, orderIds);
        const good = refunded === count && byNext > 0;
        if (good || performance.now() > givenUpMs || pauses.ended) {
          return {
            good,
            text: good
              ? `Refunds for a reason that the old version does not know, ${byNext} of ${count}, came to their end while both versions served.`
              : `Of ${count} refunds ${refunded} came to their end while both versions served; ${byNext} were for a reason that the old version does not know.`,
          };
        }
        await pauses.wait(lookEveryMs);
      }
    },
    end: () => api.close(),
  };
}

async function lookAt(install: Install, orderIds: readonly string[]) {
  const [row] = await withDatabase(install, 'orders', (database) =>
    database.query<{ refunded: number; by_next: number }>(
      `select count(*) filter (where refunds->0->>'refundedAt' is not null)::int as refunded,
              count(*) filter (where refunds->0->>'reason' = $2)::int as by_next
       from orders where id = any($1::uuid[]) and status = 'refunded'`,
      [orderIds, newReason],
    ),
  );
  return { refunded: row?.refunded ?? 0, byNext: row?.by_next ?? 0 };
}
