const weekMs = 7 * 86_400_000;

/** The number of whole weeks, at least one, that moves an event to the future. */
export const weeksAhead = (startsAt: string, now: Date): number =>
  Math.max(1, Math.floor((now.getTime() - Date.parse(startsAt)) / weekMs) + 2);

/**
 * The same weekday and local time this many weeks later. A time that the clocks skip on that day
 * becomes an hour later.
 * @param at as `toISOString` writes it
 * @param timeZone IANA name
 */
export function shiftWeeks(at: string, weeks: number, timeZone: string): string {
  const atMs = Date.parse(at);
  const guessMs = atMs + weeks * weekMs;
  const wantedLocalMs = guessMs + offsetMs(atMs, timeZone);
  const thenMs = wantedLocalMs - offsetMs(guessMs, timeZone);
  // The guess may be on the other side of a clock change.
  return new Date(wantedLocalMs - offsetMs(thenMs, timeZone)).toISOString();
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const localMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return localMs - Math.floor(atMs / 1000) * 1000;
}
