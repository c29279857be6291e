import * as contracts from '@onsale/contracts/tickets/http';
import { assertMay, type Database, route, type Sql } from '@onsale/runtime';
import { opensAt } from './event.js';
import type { Signer } from './signer.js';
import { readEvent } from './store-events.js';

/** `GET /api/events/:id/door`, for organiser and staff. */
export const getDoor = (database: Database, signer: Signer) =>
  route(contracts.getDoor, async ({ params, session }) => {
    const event = await readEvent(database, params.id);
    assertMay(session.accountId, contracts.getDoor.permission, event);
    const ticketTypes = await countTickets(database, params.id);
    const sum = (of: 'issued' | 'checkedIn') =>
      ticketTypes.reduce((total, type) => total + type[of], 0);
    return {
      status: 200,
      body: {
        eventId: event.eventId,
        eventTitle: event.title,
        issued: sum('issued'),
        checkedIn: sum('checkedIn'),
        ticketTypes,
        checkInOpensAt: opensAt(event).toISOString(),
        role: event.organiserId === session.accountId ? 'organiser' : 'staff',
        publicKey: signer.publicKey,
      },
    };
  });

/** By ticket type, as they are called by now. Void tickets count as neither: nobody comes with them. */
const countTickets = (sql: Sql, eventId: string) =>
  sql.query<{ ticketTypeId: string; name: string; issued: number; checkedIn: number }>(
    `select ticket_type_id as "ticketTypeId",
            (array_agg(ticket_type_name order by id desc))[1] as name,
            count(*) as issued,
            count(*) filter (where status = 'checked_in') as "checkedIn"
     from ticket where event_id = $1 and status in ('valid', 'checked_in')
     group by ticket_type_id order by min(id::text)`,
    [eventId],
  );
