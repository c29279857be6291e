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
  /** Of the last event of the page before: how well it matched. */
  readonly rank: number;
  readonly startsAt: string;
  readonly id: string;
}

/**
 * Events that match what someone typed, best first. A letter may be wrong in each word, and a space
 * missing or too many, when nothing is found otherwise.
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
