/** The data of an event in a calendar. */
export interface CalendarEntry {
  readonly uid: string;
  /** A URI, not necessarily an email address. */
  readonly organiser: string;
  /** The page with details, which works as long as the install exists. */
  readonly url: string;
  /** Grows with every change, so that an entry imported again replaces the old one. */
  readonly sequence: number;
  readonly stamp: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly title: string;
  readonly location: string;
  readonly description: string;
  /** `refunded`: the event takes place, without the owner of this entry. */
  readonly state: 'confirmed' | 'cancelled' | 'refunded';
}

/**
 * An iCalendar file with one event (RFC 5545 and 5546): times in UTC, lines end in CRLF. Importing
 * it again updates the existing entry, or removes it if the event is cancelled. The title names a
 * cancellation too, for calendars that only add entries.
 * @param use `followed`: a calendar polls it and replaces its copy, so the method is always
 * `PUBLISH`
 */
export function toCalendar(entry: CalendarEntry, use: 'imported' | 'followed'): string {
  const isOff = entry.state !== 'confirmed';
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Onsale//Tickets//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${methodOf(entry, use)}`,
    ...(use === 'followed' ? [`X-WR-CALNAME:${escapeText(entry.title)}`, ...lookAgain] : []),
    'BEGIN:VEVENT',
    `UID:${escapeText(entry.uid)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${utc(entry.stamp)}`,
    `DTSTART:${utc(entry.startsAt)}`,
    `DTEND:${utc(entry.endsAt)}`,
    `ORGANIZER:${entry.organiser}`,
    `SUMMARY:${escapeText(prefixes[entry.state] + entry.title)}`,
    `LOCATION:${escapeText(entry.location)}`,
    `URL:${entry.url}`,
    `DESCRIPTION:${escapeText(entry.description)}`,
    `STATUS:${isOff ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/** RFC 5546: `CANCEL` removes an imported entry. */
export const methodOf = ({ state }: CalendarEntry, use: 'imported' | 'followed') =>
  use === 'imported' && state !== 'confirmed' ? 'CANCEL' : 'PUBLISH';

const prefixes = {
  confirmed: '',
  cancelled: 'Cancelled: ',
  refunded: 'Ticket refunded: ',
} as const;

/** How often to poll: the property of RFC 7986, and that of older calendars. */
const lookAgain = ['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'];

const maxOctets = 75;

/** Breaks a content line into pieces of at most 75 octets, never inside a character. */
export function foldLine(line: string): string {
  let [folded, octets] = ['', 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > maxOctets) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** Escapes a text (RFC 5545, 3.3.11). Control characters, which are not allowed, become spaces. */
export const escapeText = (text: string): string =>
  text
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');

/** `20261231T190000Z` */
const utc = (instant: Date) => `${instant.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
