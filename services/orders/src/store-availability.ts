import type { TicketTypeStatus } from '@onsale/contracts/catalog/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import type { Sql } from '@onsale/runtime';
import { leftOf } from './pools.js';
import type { Stock } from './stock.js';

/** An event that is not a draft, with the availability of its ticket types. */
export interface StockOnShow {
  readonly eventId: string;
  readonly version: number;
  readonly status: AsRead<'published' | 'cancelled'>;
  readonly endsAt: Date;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  readonly ticketTypes: readonly TicketTypeOnShow[];
}

interface TicketTypeOnShow {
  readonly ticketTypeId: string;
  readonly version: number;
  readonly salesOpenAt: Date | null;
  readonly salesCloseAt: Date | null;
  readonly stockVersion: number;
  readonly available: number;
  /**
   * The pool that it sells from, and how many places of it are left for all types that share it.
   */
  readonly pool: { readonly id: string; readonly available: number };
  readonly status: AsRead<TicketTypeStatus>;
}

interface Row {
  event_id: string;
  event_version: number;
  status: StockOnShow['status'];
  ends_at: Date;
  event_open_at: Date | null;
  event_close_at: Date | null;
  /** null: an event without ticket types. */
  ticket_type_id: string | null;
  version: number;
  sales_open_at: Date | null;
  sales_close_at: Date | null;
  stock_version: number;
  pool_id: string;
  pool_limit: number | null;
  available: number;
  held: number;
  sold: number;
  revenue: number;
  shares: Stock['shares'];
  type_status: TicketTypeOnShow['status'];
}

/** The published and cancelled ones among these events, all as of one moment. */
export async function readStockOnShow(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, StockOnShow>> {
  const rows = await sql.query<Row>(
    `select event.id as event_id, event.version as event_version, event.status, event.ends_at,
            event.sales_open_at as event_open_at, event.sales_close_at as event_close_at,
            type.id as ticket_type_id, type.version, type.sales_open_at, type.sales_close_at,
            stock.ticket_type_id as pool_id, type.pool_limit, stock.version as stock_version,
            stock.available, stock.held, stock.sold, stock.revenue, stock.shares,
            coalesce(type.status, 'active') as type_status
     from event
     left join (ticket_type as type join stock on stock.ticket_type_id = coalesce(type.pool_id, type.id))
       on type.event_id = event.id and coalesce(type.status, 'active') not in ('hidden', 'deleted')
     where event.id = any($1::uuid[]) and event.status <> 'draft'
     order by coalesce(type.position, 0), type.id`,
    [eventIds],
  );
  const found = new Map<string, StockOnShow & { ticketTypes: TicketTypeOnShow[] }>();
  for (const row of rows) {
    const event = found.get(row.event_id) ?? {
      eventId: row.event_id,
      version: row.event_version,
      status: row.status,
      endsAt: row.ends_at,
      salesOpenAt: row.event_open_at,
      salesCloseAt: row.event_close_at,
      ticketTypes: [],
    };
    found.set(row.event_id, event);
    if (row.ticket_type_id === null) continue;
    event.ticketTypes.push({
      ticketTypeId: row.ticket_type_id,
      version: row.version,
      salesOpenAt: row.sales_open_at,
      salesCloseAt: row.sales_close_at,
      stockVersion: row.stock_version,
      available: leftOf(
        { ...row, poolId: row.pool_id },
        { id: row.ticket_type_id, poolLimit: row.pool_limit },
      ),
      pool: { id: row.pool_id, available: row.available },
      status: row.type_status,
    });
  }
  return found;
}
