import type { Snapshot } from '../books.js';
import { Check } from '../report.js';

interface WrongTotal {
  readonly id: string;
  readonly quantity: number;
  readonly total: string;
  readonly lines_quantity: number;
  readonly lines_total: string;
}

const wrongTotals = (where: string) => `
  select id, quantity, total::text as total, lines_quantity::float8 as lines_quantity,
         lines_total::text as lines_total
  from orders cross join lateral (
    select coalesce(sum((line->>'quantity')::int), 0) as lines_quantity,
           coalesce(sum((line->>'quantity')::int * (line#>>'{unitPrice,amount}')::bigint), 0)
             as lines_total
    from jsonb_array_elements(lines) as line) as sums
  where ${where} and (quantity <> lines_quantity or total <> lines_total)
  order by id`;

/** A buyer pays the sum of the order's lines. */
export async function checkTotals(orders: Snapshot, eventId?: string): Promise<Check> {
  const check = new Check('orders add up', "quantity and total are the sums of an order's lines");
  const [where, values] = eventId ? ['event_id = $1', [eventId]] : ['true', []];
  const [counted] = await orders.query<{ orders: number }>(
    `select count(*)::float8 as orders from orders where ${where}`,
    values,
  );
  check.looked = counted?.orders ?? 0;
  for await (const rows of orders.pages<WrongTotal>(wrongTotals(where), values)) {
    for (const { id, quantity, total, lines_quantity, lines_total } of rows) {
      check.find(
        `Order ${id} says ${quantity} tickets for ${total}, its lines ${lines_quantity} for ${lines_total}.`,
        [id],
      );
    }
  }
  return check;
}
