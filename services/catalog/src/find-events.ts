import type { Sql } from '@onsale/runtime';
import { searchQuery } from './search-query.js';
import {
  type FoundSummary,
  type ListedRange,
  readPlain,
  searchPublished,
  slipRank,
} from './store-summaries.js';

export interface SearchCursor {
  /** How well the last event of the previous page matched. */
  readonly rank: number;
  readonly startsAt: string;
  readonly id: string;
}

/**
 * Events that match a search, best first. If nothing is found, a second search allows one wrong
 * letter in each word, and a missing or extra space.
 */
export async function findEvents(
  sql: Sql,
  now: Date,
  range: ListedRange & { readonly after: SearchCursor },
  typed: string,
): Promise<FoundSummary[]> {
  const { plain, key } = await readPlain(sql, typed);
  const query = searchQuery(plain);
  const isLater = range.after.rank > 0;
  if (!isLater || range.after.rank < slipRank) {
    const found = await searchPublished(sql, now, range, { typed, key, query, slips: false });
    if (found.length > 0 || isLater || !query) return found;
  }
  return searchPublished(sql, now, range, { typed, key, query, slips: true });
}
