import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { escapeText, foldLine, toCalendar } from '../src/calendar.js';

const line = fc.string({ unit: 'binary', maxLength: 400 }).filter((text) => !/[\r\n]/.test(text));

test('folded lines have at most 75 octets, whole characters, and unfold to the line', () => {
  fc.assert(
    fc.property(line, (text) => {
      const folded = foldLine(text);
      for (const piece of folded.split('\r\n')) {
        expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(75);
        expect(Buffer.from(piece).toString()).toBe(piece);
      }
      expect(folded.replaceAll('\r\n ', '')).toBe(text);
    }),
  );
});

test('a line of 75 octets is not folded, one of 76 is', () => {
  expect(foldLine('x'.repeat(75))).toBe('x'.repeat(75));
  expect(foldLine('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x`);
});

test('escaped text contains no separator, line break or control character, and reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a\\;,\n:"é') }), (text) => {
      const escaped = escapeText(text);
      expect(escaped).not.toMatch(/(?<!\\)(\\\\)*[;,]|\p{Cc}/u);
      const read = escaped.replace(/\\([\\;,n])/g, (_, c: string) => (c === 'n' ? '\n' : c));
      expect(read).toBe(text);
    }),
  );
});

const entry = {
  uid: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002@onsale',
  organiser: 'urn:uuid:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0009',
  url: 'https://tickets.example/tickets/0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
  sequence: 3,
  stamp: new Date('2026-11-23T20:00:00.123Z'),
  startsAt: new Date('2026-12-17T19:00:00Z'),
  endsAt: new Date('2026-12-17T21:00:00Z'),
  title: 'Quartet; late, loud',
  location: 'Elbe Hall, Am Kai 12',
  description: 'Parterre, Zoë',
  state: 'confirmed' as const,
};

test('a calendar entry has the form that RFC 5545 requires', () => {
  expect(toCalendar(entry, 'imported')).toBe(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Onsale//Tickets//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002@onsale',
      'SEQUENCE:3',
      'DTSTAMP:20261123T200000Z',
      'DTSTART:20261217T190000Z',
      'DTEND:20261217T210000Z',
      'ORGANIZER:urn:uuid:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0009',
      'SUMMARY:Quartet\\; late\\, loud',
      'LOCATION:Elbe Hall\\, Am Kai 12',
      'URL:https://tickets.example/tickets/0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
      'DESCRIPTION:Parterre\\, Zoë',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
});

test('the entry of a cancelled event replaces the existing one and says so', () => {
  const lines = toCalendar({ ...entry, state: 'cancelled' }, 'imported').split('\r\n');
  expect(lines).toContain('METHOD:CANCEL');
  expect(lines).toContain('STATUS:CANCELLED');
  expect(lines).toContain('SUMMARY:Cancelled: Quartet\\; late\\, loud');
  expect(lines).toContain('UID:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002@onsale');
});

test('a title cannot add lines of its own', () => {
  const title = 'x\r\nATTENDEE:mailto:a@b.c\rATTACH:evil';
  const text = toCalendar({ ...entry, title }, 'followed');
  expect(text).not.toMatch(/^(ATTENDEE|ATTACH):/m);
});

test('another calendar library reads the entry back correctly, whatever people typed', () => {
  const typed = fc
    .string({ unit: 'binary', maxLength: 120 })
    .filter((text) => !/\p{Cc}/u.test(text));
  const state = fc.constantFrom('confirmed', 'cancelled', 'refunded');
  const use = fc.constantFrom('imported', 'followed');
  fc.assert(
    fc.property(typed, typed, state, use, (title, location, state, use) => {
      const text = toCalendar({ ...entry, title, location, state }, use);
      const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
      const [component, ...others] = calendar.getAllSubcomponents('vevent');
      if (!component) throw new Error('no event');
      const read = new ICAL.Event(component);
      expect(others).toEqual([]);
      expect(read.summary.endsWith(title)).toBe(true);
      expect(read.location).toBe(location);
      expect(read.uid).toBe(entry.uid);
      expect(read.sequence).toBe(3);
      expect(read.startDate.toJSDate()).toEqual(entry.startsAt);
      expect(component.getFirstPropertyValue('status')).toBe(
        state === 'confirmed' ? 'CONFIRMED' : 'CANCELLED',
      );
      expect(calendar.getFirstPropertyValue('method')).toBe(
        use === 'imported' && state !== 'confirmed' ? 'CANCEL' : 'PUBLISH',
      );
    }),
  );
});
