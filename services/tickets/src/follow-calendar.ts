import * as contracts from '@onsale/contracts/tickets/http';
import { notFound, route, type ServiceContext } from '@onsale/runtime';
import { toCalendar } from './calendar.js';
import { calendarEntry } from './calendar-entry.js';
import type { CalendarLinks } from './calendar-links.js';
import { readTicketAndEvent } from './store-own-tickets.js';

/** How often calendars look again; most come more seldom. */
const keptSeconds = 900;

/**
 * `GET /api/tickets/calendars/:key/event.ics`: what a calendar looks at again and again, without a
 * session. It answers for as long as there is the ticket: also when the event was moved or
 * cancelled, and when the ticket is void, which takes the entry out.
 */
export const followCalendar = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  links: CalendarLinks,
) =>
  route(contracts.followCalendar, async ({ params: { key }, origin }) => {
    const own = await readTicketAndEvent(database, links.ticketIdOf(key));
    if (!own || !links.isOf(key, own.ticket)) throw notFound('calendar');
    const { ticket, event, before } = own;
    const url = `${origin}/events/${event.eventId}`;
    const entry = calendarEntry(event, before, { url, stamp: clock.now(), more: '' });
    const isRefunded = ticket.status === 'void' && entry.state === 'confirmed';
    return {
      status: 200,
      // A change of the ticket is news as well, and then the event's version has not grown.
      body: toCalendar(
        isRefunded ? { ...entry, state: 'refunded', sequence: entry.sequence + 1 } : entry,
        'followed',
      ),
      headers: {
        'content-type': 'text/calendar; charset=utf-8',
        'cache-control': `private, max-age=${keptSeconds}`,
        'x-robots-tag': 'noindex',
      },
    };
  });
