import * as contracts from '@onsale/contracts/tickets/http';
import {
  assertMay,
  type Database,
  decodeIdCursor,
  route,
  type SearchInTurn,
  toPage,
} from '@onsale/runtime';
import { toAttendee } from './attendee.js';
import { findTickets } from './store-attendees.js';
import { readEvent } from './store-events.js';

const defaultLimit = 20;

/** `GET /api/events/:id/attendees`, for the event's organiser. */
export const listAttendees = (database: Database, searchInTurn: SearchInTurn) =>
  route(contracts.listAttendees, async ({ params, query, session }) => {
    const event = await readEvent(database, params.id);
    assertMay(session.accountId, contracts.listAttendees.permission, event);
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    const find = () =>
      findTickets(database, params.id, {
        search: query.q,
        orderId: query.orderId,
        beforeId,
        limit: limit + 1,
      });
    const attendees = await (query.q ? searchInTurn(session.accountId, find) : find());
    const page = toPage(attendees, limit, toAttendee, (attendee) => [attendee.ticketId]);
    return { status: 200, body: page };
  });
