import * as contracts from '@onsale/contracts/tickets/http';
import {
  assertMay,
  decodeIdCursor,
  route,
  type SearchInTurn,
  type ServiceContext,
  toPage,
} from '@onsale/runtime';
import { attendeeWords } from './attendee-words.js';
import { toDoorTicket } from './door-entry.js';
import { findTickets } from './store-attendees.js';
import { readEvent } from './store-events.js';

const defaultLimit = 20;

/**
 * `GET /api/events/:id/door/tickets`, for organiser and staff: finds the tickets of people without
 * a phone.
 */
export const findAtDoor = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  searchInTurn: SearchInTurn,
) =>
  route(contracts.findAtDoor, async ({ params, query, session }) => {
    const { accountId } = session;
    const event = await readEvent(database, params.id);
    assertMay(accountId, contracts.findAtDoor.permission, event);
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor);
    // An empty search finds nothing: only the organiser may read the whole list.
    const found =
      attendeeWords(query.q).length === 0
        ? []
        : await searchInTurn(accountId, () =>
            findTickets(database, params.id, { search: query.q, beforeId, limit: limit + 1 }),
          );
    const now = clock.now();
    const page = toPage(
      found,
      limit,
      (ticket) => toDoorTicket(ticket, event, accountId, now),
      (ticket) => [ticket.ticketId],
    );
    return { status: 200, body: page };
  });
