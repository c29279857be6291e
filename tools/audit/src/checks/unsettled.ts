import type { Snapshot } from '../books.js';
import { type Doubt, Doubts } from '../doubts.js';
import { Check } from '../report.js';
import type { OpenBook } from './purchases.js';

/** `payments` queries the provider at least every minute, and fails a charge that the provider never received. */
const longSeconds = 120;
/**
 * If the provider's books are elsewhere, the audit cannot know whether a payment is still undecided
 * there.
 */
const longestDays = 1;

/**
 * Payments without an outcome, though the provider has one, or never received them. The check
 * of the money reports captures that went unnoticed.
 */
const unsettled = (where: string) => `
  select id, order_id, charge.payment_id is not null as is_known,
         extract(epoch from now() - greatest(created_at, settles_at))::float8 as seconds
  from payment left join sandbox_charge as charge
    on provider = 'sandbox' and charge.payment_id = id
  where status = 'processing' and outcome is distinct from 'captured'
    and greatest(created_at, settles_at) < now() - case provider
      when 'sandbox' then make_interval(secs => $1) else interval '${longestDays} day' end
    and ${where}`;

interface Unsettled {
  readonly id: string;
  readonly order_id: string;
  readonly is_known: boolean;
  readonly seconds: number;
}

/** No payment stays without an outcome. */
export async function checkUnsettled(
  { snapshot, book }: OpenBook,
  orders: Snapshot,
  options: { patienceMs: number; eventId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<{ check: Check; doubts: Doubts }> {
  const { patienceMs, eventId, signal } = options;
  const limitSeconds = longSeconds + patienceMs / 1000;
  const check = new Check(
    'payments decided',
    `no payment is processing ${Math.round(limitSeconds)} s after the provider has decided`,
  );
  const doubts = new Doubts({
    patienceMs,
    signal,
    async look(ids) {
      const rows = await book.look<Unsettled>(unsettled('id = any($2::uuid[])'), [
        limitSeconds,
        ids,
      ]);
      return rows.map(
        ({ id, order_id: orderId, is_known: isKnown, seconds }): Doubt => ({
          key: id,
          kind: 'unsettled',
          check,
          text: `Payment ${id} of order ${orderId} is still processing, ${Math.round(seconds)} s after ${isKnown ? 'it should have an outcome' : 'it was begun, and the provider never received it'}.`,
          ids: [id, orderId],
        }),
      );
    },
  });
  const [counted] = await snapshot.query<{ processing: number }>(
    `select count(*)::float8 as processing from payment where status = 'processing'`,
  );
  check.looked = counted?.processing ?? 0;
  const pages = snapshot.pages<Unsettled>(`${unsettled('true')} order by id`, [limitSeconds]);
  for await (const rows of pages) {
    const asked = eventId ? await ofEvent(orders, eventId, rows) : rows;
    for (const { id } of asked) await doubts.add(id, 'unsettled');
  }
  return { check, doubts };
}

/** Payments do not know their event, their orders do. */
async function ofEvent(orders: Snapshot, eventId: string, rows: readonly Unsettled[]) {
  const found = await orders.query<{ id: string }>(
    'select id from orders where event_id = $1 and id = any($2::uuid[])',
    [eventId, rows.map((row) => row.order_id)],
  );
  const ids = new Set(found.map(({ id }) => id));
  return rows.filter((row) => ids.has(row.order_id));
}
