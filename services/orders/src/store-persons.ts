import type { OrderLine } from '@onsale/contracts/orders/messages';
import type { Sql } from '@onsale/runtime';
import { abandonedWindowMs, type LiveOrder, type Person } from './person.js';

interface Row {
  id: string;
  buyer_id: string;
  event_id: string;
  status: 'pending' | 'paid' | 'expired' | 'cancelled';
  lines: OrderLine[];
  placed_at: Date;
  expires_at: Date;
  unpaid_slot: number | null;
}

const columns = 'id, buyer_id, event_id, status, lines, placed_at, expires_at, unpaid_slot';

/** An account at an event. */
export interface Visit {
  readonly accountId: string;
  readonly eventId: string;
}

/**
 * What these accounts have at these events, hold at any, and let go of lately; accounts with
 * nothing of it are left out. Reads no more of an account than the limits let it have: bounds on
 * (buyer, event) instead of `event_id = …` keep PostgreSQL from an index by event. Planned while the
 * table is small, the statement would walk all paid orders of the event for each account, under the
 * lock of its stock.
 * @param mostAbandoned orders let go of that are read of each account
 */
export async function readPersons(
  sql: Sql,
  visits: readonly Visit[],
  now: Date,
  mostAbandoned: number,
): Promise<Map<string, Person>> {
  const rows = await sql.query<Row>(
    `select found.* from unnest($1::uuid[], $2::uuid[]) as visit (account, event)
     cross join lateral (
       select ${columns} from orders where buyer_id = visit.account and status = 'pending'
       union all
       select ${columns} from orders where buyer_id = visit.account and status = 'paid'
         and (buyer_id, event_id) >= (visit.account, visit.event)
         and (buyer_id, event_id) <= (visit.account, visit.event)
       union all
       (select ${columns} from orders
        where buyer_id = visit.account and status in ('expired', 'cancelled') and placed_at > $3
        order by placed_at desc limit $4)
     ) as found`,
    [
      visits.map((visit) => visit.accountId),
      visits.map((visit) => visit.eventId),
      new Date(now.getTime() - abandonedWindowMs),
      mostAbandoned,
    ],
  );
  const persons = new Map<string, { live: LiveOrder[]; abandonedAtMs: number[] }>();
  // An account with several visits gets its held and abandoned orders once for each.
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    const person = persons.get(row.buyer_id) ?? { live: [], abandonedAtMs: [] };
    persons.set(row.buyer_id, person);
    if (row.status === 'pending' || row.status === 'paid') person.live.push(toLive(row));
    else person.abandonedAtMs.push(row.placed_at.getTime());
  }
  return persons;
}

const toLive = (row: Row): LiveOrder => ({
  eventId: row.event_id,
  lines: row.lines,
  heldUntil: row.status === 'pending' ? row.expires_at : null,
  slot: row.status === 'pending' ? row.unpaid_slot : null,
});
