import { Readable } from 'node:stream';
import type { Attendee } from '@onsale/contracts/tickets/http';
import * as contracts from '@onsale/contracts/tickets/http';
import { type Database, route, type Sql } from '@onsale/runtime';
import { readEventOfOrganiser } from './access.js';
import { csvRow } from './csv.js';
import { attachment } from './download.js';
import type { EventCopy } from './event.js';
import { localTime } from './local-time.js';
import { readAttendees } from './read-attendees.js';

const rowsAChunk = 1_000;
/** Without it spreadsheets take UTF-8 for something else. */
const byteOrderMark = '\uFEFF';

/** `GET /api/events/:id/attendees.csv`, for the event's organiser. */
export const exportAttendees = (database: Database) =>
  route(contracts.exportAttendees, async ({ params, session }) => {
    const event = await readEventOfOrganiser(database, params.id, session.accountId);
    return {
      status: 200,
      body: Readable.from(chunks(database, event)),
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': attachment(`${event.title} - attendees`, 'csv'),
      },
    };
  });

/** A bounded number of rows in memory and no transaction held open, however slow the reader is. */
async function* chunks(sql: Sql, event: EventCopy): AsyncGenerator<Buffer> {
  yield Buffer.from(byteOrderMark + csvRow(header(event.timeZone)));
  let beforeId: string | undefined;
  for (;;) {
    const attendees = await readAttendees(sql, event.eventId, { beforeId, limit: rowsAChunk });
    if (attendees.length > 0) {
      yield Buffer.from(attendees.map((attendee) => csvRow(cells(attendee, event))).join(''));
    }
    if (attendees.length < rowsAChunk) return;
    beforeId = attendees.at(-1)?.ticketId;
  }
}

const header = (timeZone: string) => [
  'Name',
  'E-mail',
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

const cells = (attendee: Attendee, { timeZone }: EventCopy) => [
  attendee.holderName,
  attendee.holderEmail,
  attendee.ticketTypeName,
  statusWords[attendee.status],
  attendee.shortCode,
  localTime(attendee.issuedAt, timeZone),
  attendee.checkedInAt === null ? '' : localTime(attendee.checkedInAt, timeZone),
  attendee.gate ?? '',
  attendee.orderId,
  attendee.ticketId,
];
