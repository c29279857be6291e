import { decodeCursor, invalid } from '@onsale/runtime';

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id that a page goes on after, for lists sorted by id.
 * @throws Problem 400 when the cursor is not one of these lists'
 */
export function readIdCursor(cursor: string | undefined): string | undefined {
  const [value] = decodeCursor(cursor, 1) ?? [];
  if (value === undefined || id.test(value)) return value;
  throw invalid({ field: 'cursor', message: 'cursor must be the nextCursor of the page before.' });
}
