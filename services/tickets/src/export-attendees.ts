import { Readable } from 'node:stream';
import type { Attendee } from '@onsale/contracts/tickets/http';
import * as contracts from '@onsale/contracts/tickets/http';
import { assertMay, type Database, route, type Sql } from '@onsale/runtime';
import { toAttendee } from './attendee.js';
import { byteOrderMark, type CsvCell, csvBytes, csvRow } from './csv.js';
import { attachment } from './download.js';
import type { EventCopy } from './event.js';
import { localTime } from './local-time.js';
import { findTickets } from './store-attendees.js';
import { readEvent } from './store-events.js';

const rowsAChunk = 1_000;

/** `GET /api/events/:id/attendees.csv`, for the event's organiser. */
export const exportAttendees = (database: Database) =>
  route(contracts.exportAttendees, async ({ params, session }) => {
    const event = await readEvent(database, params.id);
    assertMay(session.accountId, contracts.exportAttendees.permission, event);
    return {
      status: 200,
      body: Readable.from(chunks(database, event)),
      headers: {
        'content-type': 'text/csv; charset=utf-16le; header=present',
        'content-disposition': attachment({
          name: `${event.title} - attendees`,
          otherwise: 'attendees',
          extension: 'csv',
        }),
      },
    };
  });

/** Reads in chunks, so that a slow reader neither fills the memory nor keeps a transaction open. */
async function* chunks(sql: Sql, event: EventCopy): AsyncGenerator<Buffer> {
  yield csvBytes(byteOrderMark + csvRow(header(event.timeZone)));
  let beforeId: string | undefined;
  for (;;) {
    const tickets = await findTickets(sql, event.eventId, { beforeId, limit: rowsAChunk });
    const attendees = tickets.map(toAttendee);
    if (attendees.length > 0) {
      yield csvBytes(attendees.map((attendee) => csvRow(cells(attendee, event))).join(''));
    }
    if (attendees.length < rowsAChunk) return;
    beforeId = attendees.at(-1)?.ticketId;
  }
}

const header = (timeZone: string) => [
  'Name',
  'Email',
  'Ticket type',
  'Status',
  'Short code',
  `Issued (${timeZone})`,
  `Checked in (${timeZone})`,
  'Gate',
  'Order',
  'Ticket',
];

const statusWords = { valid: 'valid', checked_in: 'checked in', void: 'void' } as const;

const cells = (attendee: Attendee, { timeZone }: EventCopy): CsvCell[] => [
  attendee.holderName,
  attendee.holderEmail,
  attendee.ticketTypeName,
  statusWords[attendee.status],
  attendee.shortCode,
  { time: localTime(attendee.issuedAt, timeZone) },
  attendee.checkedInAt === null ? '' : { time: localTime(attendee.checkedInAt, timeZone) },
  attendee.gate ?? '',
  attendee.orderId,
  attendee.ticketId,
];
