const firstYear = 2000;
const lastYear = 2100;

/**
 * Reads an RFC 3339 instant.
 * @returns the instant as `toISOString` writes it; undefined if there is no such day or time, or it
 * is outside the supported years
 */
export function readInstant(text: string): string | undefined {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return undefined;
  const year = date.getUTCFullYear();
  if (year < firstYear || year > lastYear) return undefined;
  return isCalendarDay(text.slice(0, 10)) ? date.toISOString() : undefined;
}

/** Checked because JavaScript reads 30 February as 2 March. */
function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
