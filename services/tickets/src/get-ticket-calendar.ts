import { isolate } from '@onsale/contracts/text';
import * as contracts from '@onsale/contracts/tickets/http';
import { type Clock, type Database, route } from '@onsale/runtime';
import { calendarEntry } from './calendar-entry.js';
import { calendarFile } from './calendar-file.js';
import { readOwnTicket } from './store-own-tickets.js';
import { assertNotVoid } from './ticket.js';

/**
 * `GET /api/tickets/:id/event.ics`: adds the event of a ticket to a calendar, or removes a
 * cancelled one.
 */
export const getTicketCalendar = (database: Database, clock: Clock) =>
  route(contracts.getTicketCalendar, async ({ params, session, origin }) => {
    const { ticket, event, before } = await readOwnTicket(database, params.id, session.accountId);
    if (event.status !== 'cancelled') assertNotVoid(ticket);
    const entry = calendarEntry(event, before, {
      url: `${origin}/tickets/${ticket.ticketId}`,
      stamp: clock.now(),
      more: `${isolate(ticket.ticketTypeName)}, ${isolate(ticket.holderName)}`,
    });
    return calendarFile(entry);
  });
