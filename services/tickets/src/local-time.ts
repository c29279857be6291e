const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 500;

/** `2026-12-31 20:00:00` in the given zone: sortable, and read as a time by spreadsheets. */
export function localTime(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    if (formats.size >= maxFormats) formats.clear();
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}
