/** The parts of a full-text query: its results are those of `all`, and of `head` with `prefix`. */
export interface SearchQuery {
  /** For `websearch_to_tsquery`: all that was typed. */
  readonly all: string;
  /** For `websearch_to_tsquery`: all but the last word, where that is to be completed. */
  readonly head: string;
  /** For `to_tsquery`: words that start like the last one; empty when it is not to be completed. */
  readonly prefix: string;
}

/**
 * Reads what somebody typed into the search box, who may be in the middle of the last word.
 * @returns undefined when there is no word in it
 */
export function searchQuery(typed: string): SearchQuery | undefined {
  const all = typed.trim();
  if (!/[\p{L}\p{N}]/u.test(all)) return undefined;
  const last = /\S+$/.exec(all)?.[0] ?? '';
  // With its accents, which may be written as signs of their own.
  // `-word` and `word"` are whole: excluded, or the end of a phrase.
  const open = !/^-|"/.test(last);
  const words = open ? (last.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []) : [];
  if (words.length === 0) return { all, head: all, prefix: '' };
  return {
    all,
    head: all.slice(0, all.length - last.length),
    prefix: `${words.join(' & ')}:*`,
  };
}
