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

const textType = 25;

/**
 * An array of long texts for a `text[]` parameter, in PostgreSQL's binary form: neither side has to
 * escape and read every character. For JSON half the time of `arrayText` here, and a fifth of an
 * insert there.
 */
export function binaryTexts(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const array = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 20));
  let at = array.writeInt32BE(1, 0); // dimensions
  at = array.writeInt32BE(0, at); // no nulls
  at = array.writeInt32BE(textType, at);
  at = array.writeInt32BE(texts.length, at);
  at = array.writeInt32BE(1, at); // the index of the first
  for (const [index, text] of texts.entries()) {
    at = array.writeInt32BE(lengths[index] as number, at);
    at += array.write(text, at);
  }
  return array;
}
