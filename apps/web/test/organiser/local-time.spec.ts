import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLocal } from '../../src/components/organiser/editor/local-field';
import {
  isTimeZone,
  repeatedTime,
  toInstant,
  toLocal,
} from '../../src/components/organiser/editor/local-time';

const berlin = 'Europe/Berlin';

describe('local times of an event', () => {
  it.each([
    ['2026-12-17T20:00', berlin, '2026-12-17T19:00:00.000Z'],
    ['2026-07-17T20:00', berlin, '2026-07-17T18:00:00.000Z'],
    ['2026-12-17T20:00', 'Asia/Kathmandu', '2026-12-17T14:15:00.000Z'],
    ['2027-01-01T00:30', 'Pacific/Kiritimati', '2026-12-31T10:30:00.000Z'],
    ['2026-12-17T20:00', 'America/St_Johns', '2026-12-17T23:30:00.000Z'],
    ['2028-02-29T12:00', 'UTC', '2028-02-29T12:00:00.000Z'],
  ])('convert %s in %s to %s and back', (local, zone, instant) => {
    expect(toInstant(local, zone)).toEqual({ instant });
    expect(toLocal(instant, zone)).toBe(local);
  });

  it('exclude the hour that spring skips, but not the minutes around it', () => {
    expect(toInstant('2027-03-28T02:00', berlin)).toEqual({ problem: 'skipped' });
    expect(toInstant('2027-03-28T02:59', berlin)).toEqual({ problem: 'skipped' });
    expect(toInstant('2027-03-28T01:59', berlin)).toEqual({ instant: '2027-03-28T00:59:00.000Z' });
    expect(toInstant('2027-03-28T03:00', berlin)).toEqual({ instant: '2027-03-28T01:00:00.000Z' });
    // Lord Howe Island skips half an hour only.
    expect(toInstant('2026-10-04T02:15', 'Australia/Lord_Howe')).toEqual({ problem: 'skipped' });
    // Samoa skipped a whole day: 30 December 2011.
    expect(toInstant('2011-12-30T12:00', 'Pacific/Apia')).toEqual({ problem: 'skipped' });
  });

  it.each([
    ['2027-03-28T02:30', berlin, '03:30'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '02:45'],
    ['2027-03-14T02:00', 'America/New_York', '03:00'],
    // This one skips midnight itself.
    ['2027-04-30T00:30', 'Africa/Cairo', '01:30'],
    ['2011-12-30T12:00', 'Pacific/Apia', '12:00 on 2011-12-31'],
  ])(
    'have a message with the time to enter instead of %s in %s, which spring skips',
    (typed, zone, instead) => {
      const read = readLocal('startsAt', { startsAt: typed }, zone, undefined);
      expect(read).toEqual({ problem: expect.stringContaining(`Enter ${instead} instead.`) });
    },
  );

  it('mean the first of two instants in the hour that autumn repeats', () => {
    expect(toInstant('2026-10-25T02:30', berlin)).toEqual({ instant: '2026-10-25T00:30:00.000Z' });
    expect(toLocal('2026-10-25T01:30:00Z', berlin)).toBe('2026-10-25T02:30');
  });

  it('have two instants where autumn repeats them, and nowhere else', () => {
    expect(repeatedTime('2026-10-25T02:30', berlin)).toEqual({
      first: '2026-10-25T00:30:00.000Z',
      second: '2026-10-25T01:30:00.000Z',
    });
    // Lord Howe Island repeats half an hour only.
    expect(repeatedTime('2027-04-04T01:45', 'Australia/Lord_Howe')).toEqual({
      first: '2027-04-03T14:45:00.000Z',
      second: '2027-04-03T15:15:00.000Z',
    });
    for (const once of ['2026-10-25T01:59', '2026-10-25T03:00', '2027-03-28T02:30', 'tomorrow']) {
      expect(repeatedTime(once, berlin)).toBeUndefined();
    }
  });

  it.each([
    '',
    'tomorrow',
    '2026-02-31T10:00',
    '2026-13-01T10:00',
    '2026-12-17 20:00',
    '2026-12-17T24:00',
  ])('are not read from %j', (typed) =>
    expect(toInstant(typed, berlin)).toEqual({ problem: 'malformed' }),
  );

  it('need a time zone that exists', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });

  it('have an instant at which the clock shows them, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const minutes = fc.integer({
      min: Date.UTC(2020, 0) / 60_000,
      max: Date.UTC(2040, 0) / 60_000,
    });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const instant = new Date(minute * 60_000).toISOString();
        const local = toLocal(instant, zone);
        const read = toInstant(local, zone);
        if (!('instant' in read)) throw new Error(`${local} ${zone} is on the clock`);
        expect(toLocal(read.instant, zone)).toBe(local);
        // Never later than the original instant, because the first of two is meant.
        expect(read.instant <= instant).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
