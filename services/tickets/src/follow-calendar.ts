import * as contracts from '@onsale/contracts/tickets/http';
import { notFound, route, type ServiceContext } from '@onsale/runtime';
import { toCalendar } from './calendar.js';
import { calendarEntry } from './calendar-entry.js';
import type { CalendarLinks } from './calendar-links.js';
import { readTicketAndEvent } from './store-own-tickets.js';

/** How long calendars may cache the answer; most poll less often. */
const keptSeconds = 900;

/**
 * `GET /api/tickets/calendars/:key/event.ics`: for calendars that poll without a session. It works
 * as long as the ticket exists: also after the event has moved or was cancelled, and for a void
 * ticket, whose entry it cancels.
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
      // A change of the ticket must also raise the sequence, although the version of the event
      // stays.
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
