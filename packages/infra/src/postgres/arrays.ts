/** An escape that JSON and PostgreSQL write differently: any except quotes and backslashes. */
const jsonEscape = /\\[^"\\]/;

/** Whether PostgreSQL reads the value's JSON, apart from escapes. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return value === null || typeof value === 'boolean';
}

/**
 * An array parameter as PostgreSQL's array text, made from its JSON where the two are nearly the
 * same: ten times as fast as pg. Other values are left to pg.
 */
export function arrayText(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isPlain)) return value;
  const json = JSON.stringify(value);
  // An escaped backslash may look like another escape; then pg converts the value, which is only
  // slower.
  return jsonEscape.test(json) ? value : `{${json.slice(1, -1)}}`;
}
