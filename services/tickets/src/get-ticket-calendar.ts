import * as contracts from '@onsale/contracts/tickets/http';
import { type Clock, type Database, route } from '@onsale/runtime';
import { toCalendar } from './calendar.js';
import { attachment } from './download.js';
import { assertNotVoid, readOwnTicket } from './own-tickets.js';

/** `GET /api/tickets/:id/event.ics`: add to calendar; of a cancelled event, to strike it there. */
export const getTicketCalendar = (database: Database, clock: Clock) =>
  route(contracts.getTicketCalendar, async ({ params, session, origin }) => {
    const { ticket, event } = await readOwnTicket(database, params.id, session.accountId);
    const cancelled = event.status === 'cancelled';
    if (!cancelled) assertNotVoid(ticket);
    const body = toCalendar({
      // Of the event, not of the ticket: four tickets make one entry.
      uid: `${event.eventId}@onsale`,
      organiser: `urn:uuid:${event.organiserId}`,
      url: `${origin}/tickets/${ticket.ticketId}`,
      sequence: event.version,
      stamp: clock.now(),
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      title: event.title,
      location: [event.venueName, event.venueAddress].filter((part) => part !== '').join(', '),
      description: [event.cancellationReason, `${ticket.ticketTypeName}, ${ticket.holderName}`]
        .filter((part) => part !== null)
        .join('\n\n'),
      cancelled,
    });
    return {
      status: 200,
      body,
      headers: {
        'content-type': `text/calendar; charset=utf-8; method=${cancelled ? 'CANCEL' : 'PUBLISH'}`,
        'content-disposition': attachment({
          name: event.title,
          otherwise: 'event',
          extension: 'ics',
        }),
      },
    };
  });
