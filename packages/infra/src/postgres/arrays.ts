/** What JSON escapes in another way than PostgreSQL reads: all but quotes and backslashes. */
const jsonEscape = /\\[^"\\]/;

/** Whether JSON's text of it is what PostgreSQL reads, up to escapes. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return value === null || typeof value === 'boolean';
}

/**
 * An array parameter as PostgreSQL's array text, where JSON's text of it is nearly the same: made
 * natively, a tenth of the time that pg takes. Anything unusual is left to pg.
 */
export function arrayText(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isPlain)) return value;
  const json = JSON.stringify(value);
  // An escaped backslash may look like one of the others; then pg does it, and no harm is done.
  return jsonEscape.test(json) ? value : `{${json.slice(1, -1)}}`;
}
