import { expect, test } from 'vitest';
import { formatDateTime, formatSpan, programmeDate, zoneName } from '../src/lib/dates';

test('an instant and its day are shown on the venue’s clock', () => {
  const at = '2026-12-31T23:30:00.000Z';
  expect(formatDateTime(at, 'Europe/Berlin', 'en-GB')).toBe('Fri, 1 Jan 2027, 00:30');
  expect(formatDateTime(at, 'America/New_York', 'en-GB')).toBe('Thu, 31 Dec 2026, 18:30');
  expect(programmeDate(at, 'Europe/Berlin', 'en-GB')).toMatchObject({ day: '1', weekday: 'Fri' });
});

test('a time zone has another name in summer than in winter', () => {
  expect(zoneName('2026-07-01T12:00:00Z', 'Europe/Berlin', 'en-GB')).toBe('CEST');
  expect(zoneName('2026-12-01T12:00:00Z', 'Europe/Berlin', 'en-GB')).toBe('CET');
});

test('an event that ends after midnight shows one day, and a festival shows its last day', () => {
  const start = '2026-12-17T20:00:00Z';
  expect(formatSpan(start, '2026-12-18T02:00:00Z', 'UTC', 'en-GB')).toBe('20:00 – 02:00');
  expect(formatSpan(start, '2026-12-19T20:00:00Z', 'UTC', 'en-GB')).toBe(
    '20:00 – Sat, 19 Dec 2026, 20:00',
  );
});

test('each zone, locale and kind of date has its own formatter, in any order of calls', () => {
  const at = '2026-12-17T20:00:00Z';
  expect(formatDateTime(at, 'UTC', 'en-US')).toBe('Thu, Dec 17, 2026, 8:00 PM');
  expect(formatDateTime(at, 'UTC', 'en-GB')).toBe('Thu, 17 Dec 2026, 20:00');
  expect(formatDateTime(at, 'Asia/Tokyo', 'en-GB')).toBe('Fri, 18 Dec 2026, 05:00');
  expect(zoneName(at, 'Asia/Tokyo', 'en-GB')).toBe('GMT+9');
});

test('a zone that this runtime does not know is shown in UTC and labelled UTC', () => {
  const at = '2026-12-01T12:00:00Z';
  expect(zoneName(at, 'Nowhere/Land', 'en-GB')).toBe('UTC');
  expect(formatDateTime(at, 'Nowhere/Land', 'en-GB')).toContain('12:00');
});
