import {
  type Chunk,
  gluedWords,
  isJoining,
  isSmall,
  readChunks,
  spellings,
} from './search-words.js';

/** A search for PostgreSQL: conditions in the syntax of `tsquery`, from narrow to wide. */
export interface SearchQuery {
  /** All words are whole words in the title. */
  readonly titleWords: string;
  /** All words are beginnings of words in the title. */
  readonly title: string;
  /** All words are beginnings of words in the title, the venue or its address. */
  readonly poster: string;
  /**
   * A condition for each word, on the column `terms` or the column `search`, which covers the whole
   * text.
   */
  readonly anywhere: readonly { readonly terms: string; readonly search: string }[];
  /**
   * Like `poster`, with one wrong letter in each word, or a missing or extra space; for when
   * nothing else is found.
   */
  readonly slips: string;
}

/** Where a word may occur, as letters of the column `terms`: title, venue, description. */
type Places = 't' | 'tv' | 'tvd';

/** One letter is much of a short word: a shorter one has one left out, of a word of this length. */
const slipFromLength = 4;
/** From this length on, the beginning of a word may have a wrong letter too. */
const openSlipFromLength = 6;
/** The same as `slipFromLength` for scripts without spaces. */
const denseSlipFromLength = 3;
const longestSlip = 24;
/** Each sign of a text without spaces adds alternatives for all its pairs. */
const longestDenseSlip = 10;
const slipWords = 8;
const slipLetters = 64;
/** A sign of a script without spaces adds as many alternatives as this many letters. */
const denseLetters = 3;
/** The parts that a word may be two words of: "bluenote". */
const shortestPart = 2;
const numbers = /\d/;
/** Scripts without spaces between words, the same as in the database function `plain_text`. */
const dense =
  /^[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

const lexeme = (text: string, open: boolean) => `'${text}'${open ? ':*' : ''}`;
const any = (all: readonly string[]) =>
  all.length === 1 ? (all[0] ?? '') : `(${all.join(' | ')})`;
const every = (all: readonly string[]) => all.join(' & ');
const within = (places: Places, word: string, open: boolean) =>
  any(
    [...places].flatMap((place) =>
      spellings(word, open).map((one) => lexeme(place + one.text.slice(0, 60), one.open)),
    ),
  );

/**
 * Parses a search for beginnings of words, in any order.
 * @param plain as returned by the database function `plain_text`: `ac-dc- live - zurich`
 * @param other the same with another spelling of its words
 * @returns undefined when there is no word in it
 */
export function searchQuery(plain: string, other = plain): SearchQuery | undefined {
  const [query, second] = [queryOf(readChunks(plain)), queryOf(readChunks(other))];
  if (!query || !second || other === plain) return query;
  const both = (one: string, two: string) => any([`(${one})`, `(${two})`]);
  return {
    titleWords: both(query.titleWords, second.titleWords),
    title: both(query.title, second.title),
    poster: both(query.poster, second.poster),
    anywhere: query.anywhere.map(({ terms, search }, index) => ({
      terms: both(terms, second.anywhere[index]?.terms ?? terms),
      search: both(search, second.anywhere[index]?.search ?? search),
    })),
    slips: both(query.slips, second.slips),
  };
}

const isBetween = ({ length }: readonly unknown[], index: number) =>
  index > 0 && index < length - 1;

/** "R&B" is not every R with a B. */
const isInitial = (words: readonly string[], at: number) =>
  at < words.length - 1 && words[at]?.length === 1;

function queryOf(typed: readonly Chunk[]): SearchQuery | undefined {
  if (typed.length === 0) return undefined;
  const chunks = typed.filter(({ text }, index) => !(isBetween(typed, index) && isJoining(text)));
  // One letter is the beginning of too much, but for the word that is being typed.
  const isOpen = (word: string, index: number) => word.length > 1 || index === chunks.length - 1;
  const ask = (places: Places) =>
    chunks.map((chunk, index) =>
      chunkQuery(chunk, places, (word) => within(places, word, isOpen(word, index))),
    );
  const inText = chunks.map(({ text }, index) => {
    const words = text.split(/-+/);
    return every(
      words.map((word, at) => lexeme(word, isOpen(word, index) && !isInitial(words, at))),
    );
  });
  return {
    titleWords: every(
      typed.map((chunk) => chunkQuery(chunk, 't', (word) => within('t', word, false))),
    ),
    title: every(ask('t')),
    poster: every(ask('tv')),
    anywhere: ask('tvd').map((terms, index) => ({ terms, search: inText[index] ?? '' })),
    slips: slipsOf(chunks),
  };
}

function slipsOf(chunks: readonly Chunk[]): string {
  // "rock and" is on its way to "Rock & Roll", and "the killers" may be a poster of "Killers".
  const meant = chunks.filter(({ text }) => !isSmall(text));
  const words = meant.slice(0, slipping(meant));
  const texts = words.map(({ text }) => text);
  const right = (text: string) => chunkQuery({ text, also: [] }, 'tv', inPoster);
  const slips = any([
    every((meant.length > 0 ? words : chunks).map((chunk) => chunkQuery(chunk, 'tv', slipQuery))),
    ...joined(texts).map((all) => every(all.map(right))),
  ]);
  return every([slips, ...meant.slice(words.length).map(({ text }) => right(text))]);
}

/** How many of the words may have a slip: at least the first, and as many as their letters allow. */
function slipping(words: readonly Chunk[]): number {
  let letters = 0;
  const beyond = words.findIndex(({ text }, at) => {
    letters += text.length * (dense.test(text) ? denseLetters : 1);
    return at > 0 && (at === slipWords || letters > slipLetters);
  });
  return beyond === -1 ? words.length : beyond;
}

const inPoster = (word: string) => within('tv', word, true);

/**
 * "night wish" -> "nightwish": two words that follow each other as one, each time others, and all of
 * them as one; "rock roll" -> "rocknroll".
 */
const joined = (words: readonly string[]): string[][] => [
  ...words
    .slice(1)
    .flatMap((word, index) =>
      ['', 'n'].map((glue) => [
        ...words.slice(0, index),
        `${words[index]}${glue}${word}`,
        ...words.slice(index + 2),
      ]),
    ),
  ...(words.length > 2 ? [[words.join('')]] : []),
];

/** "bluenote" -> "blue" and "note": every split of a word in two, the second as a beginning. */
function parted(word: string): string[] {
  const signs = [...word];
  return signs.slice(1).flatMap((_, index) => {
    const [one, other] = [signs.slice(0, index + 1), signs.slice(index + 1)];
    const isLong = one.length >= shortestPart && other.length >= shortestPart;
    const [first, second] = [one.join(''), other.join('')];
    if (dense.test(word))
      return isLong ? [every([...pairsOf(first), ...pairsOf(second)].map(inPoster))] : [];
    const isNumber = numbers.test(first.slice(-1)) !== numbers.test(second.slice(0, 1));
    const isPart = numbers.test(word) ? isNumber : isLong;
    return [
      ...(isPart ? [every([within('tv', first, false), inPoster(second)])] : []),
      ...unglued(second).map((last) =>
        every([first, last].map((part) => within('tv', part, false))),
      ),
    ];
  });
}

/** "nroll" -> "roll" */
const unglued = (word: string): string[] =>
  gluedWords
    .flatMap((glue) => (word.startsWith(glue) ? [word.slice(glue.length)] : []))
    .filter(Boolean);

function chunkQuery({ text, also }: Chunk, places: Places, ask: (word: string) => string): string {
  if (dense.test(text)) {
    const whole = every(pairsOf(text).map(ask));
    return ask === slipQuery && text.length <= longestDenseSlip
      ? any([whole, ...parted(text), ...oneOff(text)].map((one) => `(${one})`))
      : whole;
  }
  const parts = text.split(/-+/);
  const meant = parts.filter((part, index) => !(isBetween(parts, index) && isJoining(part)));
  const apart = meant.map((part, at) =>
    isInitial(meant, at) ? within(places, part, false) : ask(part),
  );
  // A fraction is no two numbers written together.
  const isWhole = parts.length === 1 || also.length > 0;
  const together = isWhole
    ? []
    : [parts.join(''), ...(meant.length === 2 ? [meant.join('n')] : [])];
  return any([
    `(${every(apart)})`,
    ...[...new Set(together)].map(ask),
    ...also.map((words) => `(${every(words.map((word) => within(places, word, false)))})`),
  ]);
}

/** For scripts without spaces: the text without one of its characters, for each of them. */
function oneOff(text: string): string[] {
  const signs = [...text];
  if (signs.length < denseSlipFromLength) return [];
  return signs.map((_, at) =>
    every(
      [signs.slice(0, at), signs.slice(at + 1)]
        .filter((part) => part.length > 0)
        .flatMap((part) => pairsOf(part.join('')))
        .map(inPoster),
    ),
  );
}

/** Each character with the next one; a single character is the beginning of a pair. */
function pairsOf(text: string): string[] {
  const signs = [...text];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => signs[index] + sign);
}

/**
 * A word, or a variant with one letter added, missing, changed, or two letters swapped. If two
 * words are equal after one letter is removed from each, they nearly always differ by no more than
 * that.
 */
function slipQuery(word: string): string {
  const right = within('tv', word, true);
  if (word.length < slipFromLength - 1 || word.length > longestSlip || dense.test(word))
    return right;
  const apart = parted(word).map((one) => `(${one})`);
  if (numbers.test(word)) return any([right, ...apart]);
  if (word.length < slipFromLength) return any([right, ...apart, lexeme(`~${word}`, false)]);
  const open = word.length >= openSlipFromLength;
  const shorter = new Set([...word].map((_, at) => word.slice(0, at) + word.slice(at + 1)));
  return any([
    right,
    ...apart,
    lexeme(`~${word}`, open),
    ...[...shorter].flatMap((one) => [within('tv', one, open), lexeme(`~${one}`, open)]),
  ]);
}
