import type { Sql } from '@onsale/runtime';
import {
  type FoundSummary,
  type ListedRange,
  listOwn,
  type OwnSummary,
  readTyped,
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
  const { query, key } = await readTyped(sql, typed);
  const isLater = range.after.rank > 0;
  if (!isLater || range.after.rank < slipRank) {
    const found = await searchPublished(sql, now, range, { typed, key, query, slips: false });
    if (found.length > 0 || isLater || !query) return found;
  }
  return searchPublished(sql, now, range, { typed, key, query, slips: true });
}

/**
 * Events of an account that match what someone typed, newest first: parts of words too, and slips as
 * above.
 */
export async function findOwnEvents(
  sql: Sql,
  accountId: string,
  range: { readonly beforeNumber: string; readonly limit: number },
  typed: string,
): Promise<OwnSummary[]> {
  const { query, key } = await readTyped(sql, typed);
  const find = (asked: string | undefined) =>
    listOwn(sql, accountId, range, { typed, key, query: asked });
  const found = await find(query?.poster);
  return found.length > 0 || !query ? found : find(query.slips);
}
