import { isId } from '@onsale/contracts/values';
import { invalid } from './errors.js';

/**
 * Decodes an opaque cursor for keyset paging: the sort key of the last item seen.
 * @throws Problem 400 if `encodeCursor` did not make it with that many parts
 */
export function decodeCursor<N extends number>(
  cursor: string | undefined,
  parts: N,
): string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(values) &&
      values.length === parts &&
      values.every((value) => typeof value === 'string')
    ) {
      return values;
    }
  } catch {
    // refused below
  }
  throw badCursor();
}

/**
 * The id after which the next page begins, for lists sorted by id.
 * @throws Problem 400 if the cursor is not from such a list
 */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  const [value] = decodeCursor(cursor, 1) ?? [];
  if (value === undefined || isId(value)) return value;
  throw badCursor();
}

/** 400: the cursor is not from this list. */
export const badCursor = () =>
  invalid({ field: 'cursor', message: 'cursor must be the nextCursor of the page before.' });

export const encodeCursor = (...parts: readonly string[]) =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/**
 * Makes a page of `limit` items from up to `limit + 1` rows.
 * @param keyOf the sort key of a row, which becomes the cursor
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  keyOf: (row: Row) => readonly string[],
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(...keyOf(last)) : null,
  };
}
