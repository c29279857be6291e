import * as contracts from '@onsale/contracts/tickets/http';
import { type Clock, type Database, notFound, route } from '@onsale/runtime';
import { calendarEntry } from './calendar-entry.js';
import { calendarFile } from './calendar-file.js';
import { readEvent } from './store-events.js';

/** `GET /api/events/:id/event.ics`: adds an event to a calendar without a ticket. */
export const getEventCalendar = (database: Database, clock: Clock) =>
  route(contracts.getEventCalendar, async ({ params, origin }) => {
    const event = await readEvent(database, params.id);
    if (!event || event.status === 'draft') throw notFound('event');
    const url = `${origin}/events/${event.eventId}`;
    const entry = calendarEntry(event, null, { url, stamp: clock.now(), more: '' });
    return calendarFile(entry, { 'x-robots-tag': 'noindex' });
  });
