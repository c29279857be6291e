import type { Snapshot } from '../books.js';
import { Check } from '../report.js';

interface Over {
  readonly buyer_id: string;
  readonly what: string;
  readonly kind: 'ticket type' | 'event';
  readonly had: number;
  readonly most: number;
  readonly ids: string[];
}

/** A decision made while a new limit was being stored may have used the old limit. */
const settledSeconds = 10;

const live = (where: string) => `
  live as (
    select buyer_id, event_id, id, placed_at, (line->>'ticketTypeId')::uuid as ticket_type_id,
           (line->>'quantity')::int as quantity
    from orders cross join lateral jsonb_array_elements(lines) as line
    where status in ('pending', 'paid') and ${where}
  )`;

const overLimit = (where: string) => `
  with ${live(where)},
  sums as (
    select buyer_id, ticket_type_id as what, sum(quantity) as had, max(placed_at) as newest,
           (array_agg(distinct id::text))[1:20] as ids
    from live group by buyer_id, ticket_type_id
    union all
    select buyer_id, event_id, sum(quantity), max(placed_at), (array_agg(distinct id::text))[1:20]
    from live group by buyer_id, event_id
  ),
  limits as (
    select id, 'ticket type' as kind, per_order_limit as most, limit_since from ticket_type
    union all
    select id, 'event', per_person_limit, limit_since from event where per_person_limit is not null
  )
  select buyer_id, what, kind, had::float8 as had, most, ids
  from sums join limits on limits.id = what
  where had > most and newest > limit_since + interval '${settledSeconds} seconds'
  order by what, buyer_id`;

/**
 * No ticket took an account above the limit per person. An account that had more
 * before the limit was lowered keeps it.
 */
export async function checkLimits(orders: Snapshot, eventId?: string): Promise<Check> {
  const check = new Check(
    'limits per person',
    'no account bought or holds more than the limit that was set before',
  );
  const [where, values] = eventId ? ['event_id = $1', [eventId]] : ['true', []];
  const [counted] = await orders.query<{ orders: number }>(
    `select count(*)::float8 as orders from orders where status in ('pending', 'paid') and ${where}`,
    values,
  );
  check.looked = counted?.orders ?? 0;
  for await (const rows of orders.pages<Over>(overLimit(where), values)) {
    for (const { buyer_id, what, kind, had, most, ids } of rows) {
      check.find(
        `Buyer ${buyer_id} has ${had} tickets of ${kind} ${what}, of which one person may have ${most}.`,
        [buyer_id, what, ...ids],
      );
    }
  }
  return check;
}
