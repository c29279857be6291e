import { describe, expect, it } from 'vitest';
import { listTimeZones, runtimeZone, todaysZone } from '../src/time-zones.js';

describe('a time zone', () => {
  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Asia/Ho_Chi_Minh', 'Asia/Ho_Chi_Minh'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['America/Godthab', 'America/Nuuk'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Atlantic/Faeroe', 'Atlantic/Faroe'],
    ['Pacific/Truk', 'Pacific/Chuuk'],
    ['Iceland', 'Atlantic/Reykjavik'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Etc/UTC', 'UTC'],
    ['UTC', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['ASIA/CALCUTTA', 'Asia/Kolkata'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['Europe/Oslo', 'Europe/Oslo'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['CET', 'Europe/Brussels'],
    ['PST8PDT', 'America/Los_Angeles'],
    ['US/Pacific-New', 'America/Los_Angeles'],
  ])('written as %s has the current name %s', (name, today) =>
    expect(todaysZone(name)).toBe(today),
  );

  it.each([
    'Mars/Olympus',
    'IST',
    'ACT',
    'SystemV/PST8',
    '+02:00',
    '',
    'Europe',
    'Europe/Berlin ',
    'constructor',
  ])('is unknown under the name %j', (name) => expect(todaysZone(name)).toBeUndefined());

  it('is listed once, under its current name, and can format dates', () => {
    const zones = listTimeZones();
    expect(zones).toEqual([...new Set(zones)].sort());
    expect(zones.length).toBeGreaterThan(400);
    expect(zones).toEqual(
      expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'Asia/Ho_Chi_Minh', 'UTC']),
    );
    for (const older of ['Asia/Calcutta', 'Europe/Kiev', 'Asia/Saigon', 'Asia/Katmandu']) {
      expect(zones).not.toContain(older);
    }
    for (const zone of zones) {
      expect(todaysZone(zone)).toBe(zone);
      expect(runtimeZone(zone)).toBe(zone);
    }
  });

  it('has the same clock under its older name', () => {
    const clock = (timeZone: string) =>
      ['2026-01-15T12:00Z', '2026-07-15T12:00Z'].map((at) =>
        new Date(at).toLocaleString('en', { timeZone }),
      );
    const withRules = ['CET', 'EET', 'EST', 'EST5EDT', 'HST', 'MST', 'PST8PDT', 'WET'];
    for (const name of [...Intl.supportedValuesOf('timeZone'), ...withRules]) {
      expect(clock(todaysZone(name) ?? ''), name).toEqual(clock(name));
    }
  });

  it('falls back to UTC when the runtime does not know it', () =>
    expect(runtimeZone('Mars/Olympus')).toBe('UTC'));
});
