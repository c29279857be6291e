import { dateLocale } from './locale';

/** Formats instants (RFC 3339) on the clock of `timeZone` (IANA name). */
function format(
  at: string,
  timeZone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { ...options, timeZone }).format(new Date(at));
}

/** `Thursday 17 December 2026` */
export const formatLongDate = (at: string, timeZone: string, locale: string): string =>
  format(at, timeZone, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** `Thu 17 Dec 2026` */
export const formatDate = (at: string, timeZone: string, locale: string): string =>
  format(at, timeZone, locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });

/** `20:00` */
export const formatTime = (at: string, timeZone: string, locale: string): string =>
  format(at, timeZone, locale, { timeStyle: 'short' });

/** `Thu 17 Dec 2026, 20:00` */
export const formatDateTime = (at: string, timeZone: string, locale: string): string =>
  `${formatDate(at, timeZone, locale)}, ${formatTime(at, timeZone, locale)}`;

/** The parts of a programme line: `{ weekday: 'Thu', day: '17', month: 'December 2026' }` */
export function programmeDate(at: string, timeZone: string, locale: string) {
  return {
    weekday: format(at, timeZone, locale, { weekday: 'short' }),
    day: format(at, timeZone, locale, { day: 'numeric' }),
    month: format(at, timeZone, locale, { month: 'long', year: 'numeric' }),
    shortMonth: format(at, timeZone, locale, { month: 'short' }),
  };
}

/** `CET` or `GMT+2`: what the clock of the place is called at that instant. */
export function zoneName(at: string, timeZone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(dateLocale(locale), {
    timeZone,
    timeZoneName: 'short',
  }).formatToParts(new Date(at));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** From start to end on the clock of the place: `20:00 – 22:00`, with the day where it differs. */
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

/** Whether two zones show the same wall clock at that instant. */
export const sameClock = (at: string, one: string, other: string): boolean =>
  formatDateTime(at, one, 'en-GB') === formatDateTime(at, other, 'en-GB');
