import { type CalendarEntry, methodOf, toCalendar } from './calendar.js';
import { attachment } from './download.js';

/** The answer that a browser saves or opens in a calendar. */
export const calendarFile = (entry: CalendarEntry, headers: Record<string, string> = {}) => ({
  status: 200 as const,
  body: toCalendar(entry, 'imported'),
  headers: {
    'content-type': `text/calendar; charset=utf-8; method=${methodOf(entry, 'imported')}`,
    'content-disposition': attachment({ name: entry.title, otherwise: 'event', extension: 'ics' }),
    ...headers,
  },
});
