import type { Snapshot } from '../books.js';
import { Check, shownFindings } from '../report.js';

/**
 * One order per buyer and idempotency key. The rows themselves are read and not the unique index,
 * which would say so even if it were damaged.
 */
export async function checkKeys(orders: Snapshot, eventId?: string): Promise<Check> {
  const check = new Check('one order per key', 'a buyer has one order per idempotency key');
  const [where, values] = eventId ? ['event_id = $1', [eventId]] : ['true', []];
  await orders.query('set local enable_indexscan = off');
  await orders.query('set local enable_indexonlyscan = off');
  // Finds rows by event; the index on buyer and key cannot serve that.
  await orders.query(`set local enable_bitmapscan = ${eventId ? 'on' : 'off'}`);
  const [counted] = await orders.query<{ orders: number; twice: number }>(
    `select coalesce(sum(n), 0)::float8 as orders, count(*) filter (where n > 1)::float8 as twice
     from (select count(*) as n from orders where ${where} group by buyer_id, idempotency_key) as k`,
    values,
  );
  check.looked = counted?.orders ?? 0;
  if (counted && counted.twice > 0) {
    const rows = await orders.query<{ buyer_id: string; ids: string[] }>(
      `select buyer_id, (array_agg(id::text order by id))[1:${shownFindings}] as ids
       from orders where ${where} group by buyer_id, idempotency_key
       having count(*) > 1 limit ${shownFindings}`,
      values,
    );
    for (const { buyer_id, ids } of rows) {
      const listed = ids.join(', ');
      check.find(`Buyer ${buyer_id} has several orders under one key: ${listed}.`, ids);
    }
    check.found = counted.twice;
  }
  for (const kind of ['indexscan', 'indexonlyscan', 'bitmapscan']) {
    await orders.query(`set local enable_${kind} = on`);
  }
  return check;
}
