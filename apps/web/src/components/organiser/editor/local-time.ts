import { offsetMs } from '../../../lib/dates';

/**
 * Times as organisers type them, on the clock of the venue, `2026-12-17T20:00`, in an IANA time
 * zone.
 */
const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/;
const dayMs = 24 * 3_600_000;

/** The time on the zone's clock at an instant, to the minute. @param instant RFC 3339 */
export function toLocal(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

export type LocalTime =
  | { readonly instant: string }
  /** `skipped`: the clocks go forward past it. */
  | { readonly problem: 'malformed' | 'skipped' };

/**
 * The instant at which the zone's clock shows `local`; in the hour that autumn repeats, the first
 * one.
 * @throws RangeError for an unknown zone
 */
export function toInstant(local: string, timeZone: string): LocalTime {
  const instants = instantsOf(local, timeZone);
  if (!instants) return { problem: 'malformed' };
  const [first] = instants;
  return first === undefined ? { problem: 'skipped' } : { instant: first };
}

/**
 * Both instants at which the zone's clock shows `local`, where autumn repeats it.
 * @returns undefined for every other time. @throws RangeError for an unknown zone
 */
export function repeatedTime(
  local: string,
  timeZone: string,
): { readonly first: string; readonly second: string } | undefined {
  const [first, second] = instantsOf(local, timeZone) ?? [];
  return first !== undefined && second !== undefined ? { first, second } : undefined;
}

/** The time that the clock shows in place of one that spring skips: 03:15 for 02:15. */
export function afterGap(local: string, timeZone: string): string {
  const wall = Date.parse(`${local.slice(0, 16)}:00Z`);
  return toLocal(new Date(wall - offsetMs(wall - dayMs, timeZone)).toISOString(), timeZone);
}

/** None where spring skips it, two where autumn repeats it; undefined for an invalid time. */
function instantsOf(local: string, timeZone: string): string[] | undefined {
  const wall = form.test(local) ? Date.parse(`${local.slice(0, 16)}:00Z`) : Number.NaN;
  // Date.parse refuses some impossible dates, such as 31 February, and rolls others over.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(local.slice(0, 16))) {
    return undefined;
  }
  const instants = [wall - dayMs, wall + dayMs]
    .map((near) => wall - offsetMs(near, timeZone))
    .filter((at) => at + offsetMs(at, timeZone) === wall);
  return [...new Set(instants)].sort((a, b) => a - b).map((at) => new Date(at).toISOString());
}

/** Whether `Intl` knows the zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
