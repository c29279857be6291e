/** A search as PostgreSQL takes it: questions in the syntax of `tsquery`, from narrow to wide. */
export interface SearchQuery {
  /** All words stand in the title, whole. */
  readonly titleWords: string;
  /** All are the beginning of a word in the title. */
  readonly title: string;
  /** … in the title, or of where it is. */
  readonly poster: string;
  /** A question for each word: whether `terms` has it, or else the `search` of the whole text. */
  readonly anywhere: readonly { readonly terms: string; readonly search: string }[];
  /** As `poster`, with one letter wrong in each word: for when nothing else is found. */
  readonly slips: string;
}

/** Where a word may stand, in the letters of the column `terms`: title, venue, description. */
type Places = 't' | 'tv' | 'tvd';

const maxWords = 40;
/** One letter is much of a short word. */
const slipFromLength = 4;
/** A slip may be made in the beginning of a word too, when that is long enough to tell. */
const openSlipFromLength = 6;
const slipWords = 8;
const numbers = /\d/;
/** Scripts that put no space between words, as the database's `plain_text` sets them apart. */
const dense =
  /^[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

const lexeme = (text: string, open: boolean) => `'${text}'${open ? ':*' : ''}`;
const any = (all: readonly string[]) =>
  all.length === 1 ? (all[0] ?? '') : `(${all.join(' | ')})`;
const every = (all: readonly string[]) => all.join(' & ');
const within = (places: Places, word: string, open: boolean) =>
  any([...places].map((place) => lexeme(place + word.slice(0, 60), open)));

/**
 * Reads what someone looks for: beginnings of words, in any order.
 * @param plain as the database's `plain_text` makes it: `ac-dc- live - zurich`
 * @returns undefined when there is no word in it
 */
export function searchQuery(plain: string): SearchQuery | undefined {
  const chunks = plain
    .split(/[\s-]*\s[\s-]*|^-+|-+$/)
    .filter((chunk) => chunk !== '')
    .slice(0, maxWords);
  if (chunks.length === 0) return undefined;
  // One letter is the beginning of too much, but for the word that is being typed.
  const isOpen = (word: string, index: number) => word.length > 1 || index === chunks.length - 1;
  const ask = (places: Places) =>
    chunks.map((chunk, index) =>
      chunkQuery(chunk, (word) => within(places, word, isOpen(word, index))),
    );
  const inText = chunks.map((chunk, index) =>
    every(chunk.split(/-+/).map((word) => lexeme(word, isOpen(word, index)))),
  );
  return {
    titleWords: every(chunks.map((chunk) => chunkQuery(chunk, (word) => within('t', word, false)))),
    title: every(ask('t')),
    poster: every(ask('tv')),
    anywhere: ask('tvd').map((terms, index) => ({ terms, search: inText[index] ?? '' })),
    slips: every(
      chunks.map((chunk, index) =>
        index < slipWords ? chunkQuery(chunk, slipQuery) : within('tv', chunk, true),
      ),
    ),
  };
}

/** `ac-dc` is two words, or one written together. */
function chunkQuery(chunk: string, ask: (word: string) => string): string {
  if (dense.test(chunk)) return every(pairsOf(chunk).map(ask));
  const parts = chunk.split(/-+/);
  if (parts.length === 1) return ask(chunk);
  return any([`(${every(parts.map(ask))})`, ask(parts.join(''))]);
}

/** Each character with the next one; one alone is the beginning of such a pair. */
function pairsOf(text: string): string[] {
  const signs = [...text];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => signs[index] + sign);
}

/**
 * A word, or what differs from it by one letter: more, less, another, or two changed round. Two
 * words with one letter left out of each that are the same then differ by no more than that, nearly
 * always.
 */
function slipQuery(word: string): string {
  const right = within('tv', word, true);
  if (word.length < slipFromLength || word.length > 24 || numbers.test(word) || dense.test(word)) {
    return right;
  }
  const open = word.length >= openSlipFromLength;
  const shorter = new Set([...word].map((_, at) => word.slice(0, at) + word.slice(at + 1)));
  return any([
    right,
    lexeme(`~${word}`, open),
    ...[...shorter].flatMap((one) => [within('tv', one, open), lexeme(`~${one}`, open)]),
  ]);
}
