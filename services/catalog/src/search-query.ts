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

const maxWords = 40;
/**
 * The shortest word in which one letter may be wrong; a word one letter shorter only matches if it
 * lacks a letter.
 */
const slipFromLength = 4;
/** From this length on, the beginning of a word may have a wrong letter too. */
const openSlipFromLength = 6;
/** The same as `slipFromLength` for scripts without spaces. */
const denseSlipFromLength = 3;
const longestSlip = 24;
const slipWords = 8;
/** Words that a title may write as a sign: "Earth, Wind & Fire". */
const joiningWords = new Set('and und et e ed y og och en'.split(' '));
/** The shortest part when a word is split into two: "bluenote". */
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
 * The spellings of a word: as typed, in the other kana (`じゃず` for `ジャズ`), and with one letter for
 * the two that replace it (`moe` for `Mø`, `koeln` for `Köln`). The last only as a whole word:
 * "blue" must not match the beginning of "blend".
 */
function spellings(word: string, open: boolean): { text: string; open: boolean }[] {
  const kana = word.replace(anyKana, otherKana);
  const single = word.replace(twoForOne, '$1');
  return [
    { text: word, open },
    ...(kana === word ? [] : [{ text: kana, open }]),
    ...(single === word ? [] : [{ text: single, open: false }]),
  ];
}

const anyKana = /[\u3041-\u3096\u309d\u309e\u30a1-\u30f6\u30fd\u30fe]/g;
/** Hiragana and katakana have the same order in Unicode. */
const kanaApart = 0x60;
const otherKana = (one: string) =>
  String.fromCharCode(one.charCodeAt(0) + (one < '\u30a1' ? kanaApart : -kanaApart));
/**
 * ae, oe, ue, aa and dj may be ä, ö, ü, å or đ on a poster, from which `plain_text` removes the
 * marks.
 */
const twoForOne = /([aou])e|(?<=a)a|(?<=d)j/g;

/**
 * Parses a search for beginnings of words, in any order.
 * @param plain as returned by the database function `plain_text`: `ac-dc- live - zurich`
 * @returns undefined if it contains no word
 */
export function searchQuery(plain: string): SearchQuery | undefined {
  const typed = plain
    .split(/[\s-]*\s[\s-]*|^-+|-+$/)
    .filter((chunk) => chunk !== '')
    .slice(0, maxWords);
  if (typed.length === 0) return undefined;
  const isBetween = (index: number) => index > 0 && index < typed.length - 1;
  const chunks = typed.filter((chunk, index) => !(isBetween(index) && joiningWords.has(chunk)));
  // A single letter matches too many words, except as the word being typed.
  const isOpen = (word: string, index: number) => word.length > 1 || index === chunks.length - 1;
  const ask = (places: Places) =>
    chunks.map((chunk, index) =>
      chunkQuery(chunk, (word) => within(places, word, isOpen(word, index))),
    );
  const inText = chunks.map((chunk, index) =>
    every(chunk.split(/-+/).map((word) => lexeme(word, isOpen(word, index)))),
  );
  return {
    titleWords: every(typed.map((chunk) => chunkQuery(chunk, (word) => within('t', word, false)))),
    title: every(ask('t')),
    poster: every(ask('tv')),
    anywhere: ask('tvd').map((terms, index) => ({ terms, search: inText[index] ?? '' })),
    slips: any([
      every(
        chunks.map((chunk, index) =>
          index < slipWords ? chunkQuery(chunk, slipQuery) : within('tv', chunk, true),
        ),
      ),
      ...joined(chunks.slice(0, slipWords)).map((words) =>
        every([...words, ...chunks.slice(slipWords)].map((word) => chunkQuery(word, inPoster))),
      ),
    ]),
  };
}

const inPoster = (word: string) => within('tv', word, true);

/** "night wish" -> "nightwish": each variant joins another pair of adjacent words. */
const joined = (words: readonly string[]): string[][] =>
  words
    .slice(1)
    .map((word, index) => [
      ...words.slice(0, index),
      `${words[index]}${word}`,
      ...words.slice(index + 2),
    ]);

/** "bluenote" -> "blue" and "note": every split of a word in two, the second as a beginning. */
function parted(word: string): string[] {
  const signs = [...word];
  return signs.slice(shortestPart, 1 - shortestPart).map((_, index) => {
    const [one, other] = [signs.slice(0, index + shortestPart), signs.slice(index + shortestPart)];
    if (dense.test(word))
      return every([...pairsOf(one.join('')), ...pairsOf(other.join(''))].map(inPoster));
    return every([within('tv', one.join(''), false), inPoster(other.join(''))]);
  });
}

/** `ac-dc` is two words, or one joined word. */
function chunkQuery(chunk: string, ask: (word: string) => string): string {
  if (dense.test(chunk)) {
    const whole = every(pairsOf(chunk).map(ask));
    return ask === slipQuery && chunk.length <= longestSlip
      ? any([whole, ...parted(chunk), ...oneOff(chunk)].map((one) => `(${one})`))
      : whole;
  }
  const parts = chunk.split(/-+/);
  if (parts.length === 1) return ask(chunk);
  return any([`(${every(parts.map(ask))})`, ask(parts.join(''))]);
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
  if (
    word.length < slipFromLength - 1 ||
    word.length > longestSlip ||
    numbers.test(word) ||
    dense.test(word)
  ) {
    return right;
  }
  if (word.length < slipFromLength) return any([right, lexeme(`~${word}`, false)]);
  const open = word.length >= openSlipFromLength;
  const shorter = new Set([...word].map((_, at) => word.slice(0, at) + word.slice(at + 1)));
  return any([
    right,
    ...parted(word).map((one) => `(${one})`),
    lexeme(`~${word}`, open),
    ...[...shorter].flatMap((one) => [within('tv', one, open), lexeme(`~${one}`, open)]),
  ]);
}
