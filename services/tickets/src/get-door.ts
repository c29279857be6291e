import * as contracts from '@onsale/contracts/tickets/http';
import { assertMay, type Database, route, type Sql } from '@onsale/runtime';
import type { Signer } from './signer.js';
import { readEvent } from './store-events.js';

/** `GET /api/events/:id/door`, for organiser and staff. */
export const getDoor = (database: Database, signer: Signer) =>
  route(contracts.getDoor, async ({ params, session }) => {
    const event = await readEvent(database, params.id);
    assertMay(session.accountId, contracts.getDoor.permission, event);
    const { issued, checkedIn } = await countTickets(database, params.id);
    return {
      status: 200,
      body: {
        eventId: event.eventId,
        eventTitle: event.title,
        issued,
        checkedIn,
        publicKey: signer.publicKey,
      },
    };
  });

/** Void tickets count as neither: nobody is to come with them. */
async function countTickets(sql: Sql, eventId: string) {
  const rows = await sql.query<{ status: string; count: number }>(
    `select status, count(*) as count from ticket
     where event_id = $1 and status in ('valid', 'checked_in') group by status`,
    [eventId],
  );
  const count = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
  return { issued: count('valid') + count('checked_in'), checkedIn: count('checked_in') };
}
