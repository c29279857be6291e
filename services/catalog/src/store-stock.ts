// This service's copy of stock, fed by messages: a read model.
import type { StockState } from '@onsale/contracts/orders/messages';
import { columnsOf, type Sql } from '@onsale/runtime';
import type { TicketTypeRecord } from './ticket-type.js';

interface StockCopy
  extends Pick<StockState, 'ticketTypeId' | 'version' | 'available' | 'held' | 'sold'> {
  /** Null: no ticket type shares its places. */
  readonly shares: Shares | null;
  /** The ticket types of the pool that were ever sold. */
  readonly wasSold: Readonly<Record<string, true>>;
}

const columns = columnsOf<StockCopy>({
  ticketTypeId: 'ticket_type_id',
  version: 'version',
  available: 'available',
  held: 'held',
  sold: 'sold',
  shares: 'shares',
  wasSold: 'was_sold',
});

/**
 * Writes the states that are newer than the copy.
 * @param sold the ticket types that were sold, by their pools
 * @returns for each written row whether it is sold out, and whether it was before; null: a new row
 */
export const upsertStock = (
  sql: Sql,
  stock: readonly StockState[],
  sold: ReadonlyMap<string, Record<string, true>>,
): Promise<{ soldOut: boolean; wasSoldOut: boolean | null }[]> =>
  sql.query(
    `with before as (
       select ticket_type_id, available = 0 as sold_out from stock where ticket_type_id = any($1::uuid[])
     )
     insert into stock (${columns.list})
     select ${columns.list} from json_populate_recordset(null::stock, $2)
     on conflict (ticket_type_id) do update set
       ${columns.but('ticketTypeId', 'wasSold').from('excluded')},
       was_sold = stock.was_sold || excluded.was_sold
     where excluded.version > stock.version
     returning available = 0 as "soldOut",
       (select sold_out from before where before.ticket_type_id = stock.ticket_type_id)
         as "wasSoldOut"`,
    [
      stock.map((one) => one.ticketTypeId),
      columns.json(
        stock.map((one) => ({
          ...one,
          shares: one.shares === undefined ? null : sharesById(one.shares),
          wasSold: sold.get(one.ticketTypeId) ?? {},
        })),
      ),
    ],
  );

const sharesById = (shares: NonNullable<StockState['shares']>) =>
  Object.fromEntries(shares.map(({ ticketTypeId, held, sold }) => [ticketTypeId, { held, sold }]));

/**
 * The number of held and sold tickets of each ticket type of an event, by id, according to this
 * copy.
 */
export async function readInUse(sql: Sql, eventId: string): Promise<Map<string, number>> {
  const rows = await sql.query<{ id: string; inUse: number; shares: Shares | null }>(
    `select stock.ticket_type_id as id, held + sold as "inUse", shares
     from stock join ticket_type on ticket_type.id = ticket_type_id where event_id = $1`,
    [eventId],
  );
  const inUse = new Map<string, number>();
  const add = (id: string, count: number) => inUse.set(id, (inUse.get(id) ?? 0) + count);
  for (const { id, inUse: inPool, shares } of rows) {
    add(id, inPool);
    for (const [sharer, { held, sold }] of Object.entries(shares ?? {})) {
      add(sharer, held + sold);
      add(id, -held - sold);
    }
  }
  return inUse;
}

/** By ticket type. */
type Shares = Readonly<Record<string, { readonly held: number; readonly sold: number }>>;

/** What `orders` has published about a ticket type. */
export interface Heard {
  /** The number of held and sold tickets. */
  readonly inUse: number;
  /** Whether any ticket was ever sold. */
  readonly wasSold: boolean;
}

/**
 * Reads that for a ticket type and locks it: until the transaction ends no message changes the
 * stock of its event.
 */
export async function lockHeard(
  sql: Sql,
  { id, eventId }: TicketTypeRecord,
  pool: TicketTypeRecord,
): Promise<Heard> {
  // Makes sure that there is a row to lock, since the message about the first hold would insert
  // one.
  await sql.query(
    `insert into stock (ticket_type_id, version, available, held, sold) values ($1, 0, $2, 0, 0)
     on conflict (ticket_type_id) do nothing`,
    [pool.id, pool.capacity],
  );
  const rows = await sql.query<{ wasSold: boolean }>(
    `select was_sold ? $2::text as "wasSold" from stock
     where ticket_type_id in (select id from ticket_type where event_id = $1)
     order by ticket_type_id for update`,
    [eventId, id],
  );
  return {
    inUse: (await readInUse(sql, eventId)).get(id) ?? 0,
    wasSold: rows.some(({ wasSold }) => wasSold),
  };
}
