import { runtimeZone } from '@onsale/contracts/time-zones';
import { broughtText, type Texts } from './texts';

/** Formatters by their options. Making one costs as much as a hundred formattings. */
const kept = new Map<string, Intl.DateTimeFormat>();
const mostKept = 2_000;

function formatter(
  timeZone: string,
  locale: string,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${name} ${timeZone} ${locale}`;
  let found = kept.get(key);
  if (!found) {
    found = create(timeZone, locale, options);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, found);
  }
  return found;
}

/** Nearly every runtime knows a zone's current name: an older one is looked up only on failure. */
function create(
  timeZone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: runtimeZone(timeZone) });
  }
}

const keyOf = (name: string, at: string, timeZone: string) => `${name} ${at} ${timeZone}`;

/** Makes a formatter for instants (RFC 3339) on the clock of a time zone (IANA name). */
const format =
  (name: string, options: Intl.DateTimeFormatOptions) =>
  (at: string, timeZone: string, locale: string): string =>
    broughtText(keyOf(name, at, timeZone)) ??
    formatter(timeZone, locale, name, options).format(new Date(at));

/** `Thursday 17 December 2026` */
export const formatLongDate = format('long date', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** `Thu 17 Dec 2026` */
export const formatDate = format('date', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `20:00` */
export const formatTime = format('time', { timeStyle: 'short' });

/** `Thu 17 Dec 2026, 20:00` */
export const formatDateTime = (at: string, timeZone: string, locale: string): string =>
  `${formatDate(at, timeZone, locale)}, ${formatTime(at, timeZone, locale)}`;

/** `December 2026`: the heading of a programme's month. */
export const formatMonth = format('month', { month: 'long', year: 'numeric' });

/** `17 Dec` */
export const formatDay = (at: string, timeZone: string, locale: string): string =>
  `${day(at, timeZone, locale)} ${shortMonth(at, timeZone, locale)}`;

const weekday = format('weekday', { weekday: 'short' });
const day = format('day', { day: 'numeric' });
const shortMonth = format('short month', { month: 'short' });

/** The parts of a programme line: `{ weekday: 'Thu', day: '17' }` */
export const programmeDate = (at: string, timeZone: string, locale: string) => ({
  weekday: weekday(at, timeZone, locale),
  day: day(at, timeZone, locale),
});

/** `CET` or `GMT+2`: the zone's name at that instant. */
export function zoneName(at: string, timeZone: string, locale: string): string {
  const brought = broughtText(keyOf('zone', at, timeZone));
  if (brought !== undefined) return brought;
  const parts = formatter(timeZone, locale, 'zone', { timeZoneName: 'short' }).formatToParts(
    new Date(at),
  );
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** From start to end on the venue's clock: `20:00 – 22:00`, with the day where it differs. */
export function formatSpan(
  startsAt: string,
  endsAt: string,
  timeZone: string,
  locale: string,
): string {
  const sameDay = formatDate(startsAt, timeZone, locale) === formatDate(endsAt, timeZone, locale);
  const start = formatTime(startsAt, timeZone, locale);
  const short = Date.parse(endsAt) - Date.parse(startsAt) < 12 * 3_600_000;
  const end =
    sameDay || short
      ? formatTime(endsAt, timeZone, locale)
      : formatDateTime(endsAt, timeZone, locale);
  return `${start} – ${end}`;
}

/** The texts of `formatDateTime` and `zoneName` for these instants, for a page to bring. */
export const dateTexts = (instants: readonly string[], timeZone: string, locale: string): Texts =>
  Object.fromEntries(
    instants.flatMap((at) => [
      [keyOf('date', at, timeZone), formatDate(at, timeZone, locale)],
      [keyOf('time', at, timeZone), formatTime(at, timeZone, locale)],
      [keyOf('zone', at, timeZone), zoneName(at, timeZone, locale)],
    ]),
  );

/** Milliseconds by which the zone's clock is ahead of UTC. @param at since the epoch */
export function offsetMs(at: number, timeZone: string): number {
  const parts = formatter(timeZone, 'en-US', 'offset', {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
