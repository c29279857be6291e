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
  /**
   * As `poster`, with one letter wrong in each word, or with a space where there is none: for when
   * nothing else is found.
   */
  readonly slips: string;
}

/** Where a word may stand, in the letters of the column `terms`: title, venue, description. */
type Places = 't' | 'tv' | 'tvd';

const maxWords = 40;
/** One letter is much of a short word: a shorter one has one left out, of a word of this length. */
const slipFromLength = 4;
/** A slip may be made in the beginning of a word too, when that is long enough to tell. */
const openSlipFromLength = 6;
/** The same for scripts that put no space between words. */
const denseSlipFromLength = 3;
const longestSlip = 24;
const slipWords = 8;
/** What a title may say with a sign: "Earth, Wind & Fire". */
const joiningWords = new Set('and und et e ed y og och en'.split(' '));
/** The parts that a word may be two words of: "bluenote". */
const shortestPart = 2;
const numbers = /\d/;
/** Scripts that put no space between words, as the database's `plain_text` sets them apart. */
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
 * A word as it is typed, and as the poster may have it: kana of the other kind (`じゃず` for `ジャズ`),
 * and the letter that Germans, Danes and others write as two (`moe` for `Mø`, `koeln` for `Köln`).
 * The last only for a whole word: "blue" is no beginning of "blend".
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
/** Hiragana and katakana stand in the same order. */
const kanaApart = 0x60;
const otherKana = (one: string) =>
  String.fromCharCode(one.charCodeAt(0) + (one < '\u30a1' ? kanaApart : -kanaApart));
/** ae, oe, ue, aa and dj stand in a poster as ä, ö, ü, å, đ and the like, which `plain_text` bares of marks. */
const twoForOne = /([aou])e|(?<=a)a|(?<=d)j/g;

/**
 * Reads what someone looks for: beginnings of words, in any order.
 * @param plain as the database's `plain_text` makes it: `ac-dc- live - zurich`
 * @returns undefined when there is no word in it
 */
export function searchQuery(plain: string): SearchQuery | undefined {
  const typed = plain
    .split(/[\s-]*\s[\s-]*|^-+|-+$/)
    .filter((chunk) => chunk !== '')
    .slice(0, maxWords);
  if (typed.length === 0) return undefined;
  const isBetween = (index: number) => index > 0 && index < typed.length - 1;
  const chunks = typed.filter((chunk, index) => !(isBetween(index) && joiningWords.has(chunk)));
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

/** "night wish" -> "nightwish": two words that follow each other as one, each time others. */
const joined = (words: readonly string[]): string[][] =>
  words
    .slice(1)
    .map((word, index) => [
      ...words.slice(0, index),
      `${words[index]}${word}`,
      ...words.slice(index + 2),
    ]);

/** "bluenote" -> "blue" and "note": every way to part a word in two, the second a beginning. */
function parted(word: string): string[] {
  const signs = [...word];
  return signs.slice(shortestPart, 1 - shortestPart).map((_, index) => {
    const [one, other] = [signs.slice(0, index + shortestPart), signs.slice(index + shortestPart)];
    if (dense.test(word))
      return every([...pairsOf(one.join('')), ...pairsOf(other.join(''))].map(inPoster));
    return every([within('tv', one.join(''), false), inPoster(other.join(''))]);
  });
}

/** `ac-dc` is two words, or one written together. */
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

/** Of a text without spaces: what is left of it without one of its characters. */
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
