/** What stands between two spaces: `ac-dc` is two words, or one written together. */
export interface Chunk {
  readonly text: string;
  /** Other ways to print it, each as the words that it then is. */
  readonly also: readonly (readonly string[])[];
}

const maxWords = 40;
/** Posters join two names with a sign, or with one word or another: "Simon & Garfunkel", "A – B". */
const joiningWords = new Set(
  'and und et e ed y i og och en n v vs versus x feat ft featuring'.split(' '),
);
export const isJoining = (word: string): boolean => joiningWords.has(word);
/** Joining words that people write together with the two: "rocknroll". */
export const gluedWords = ['n', 'and', 'und'] as const;

/** @param plain as the database's `plain_text` makes it: `ac-dc- live - zurich` */
export function readChunks(plain: string): Chunk[] {
  const typed = plain
    .split(/[\s-]*\s[\s-]*|^-+|-+$/)
    .filter((chunk) => chunk !== '')
    .slice(0, maxWords);
  return typed.map((text, index) => ({
    text,
    also:
      asFraction(text, typed[index + 1]) ??
      asFraction(typed[index - 1], text, true) ??
      asTimes(text) ??
      asOrdinal(text) ??
      asDecimal(text),
  }));
}

/** "3x3" is printed "3×3" too, which `plain_text` makes `3-3`. */
function asTimes(text: string): string[][] | undefined {
  const [, one = '', other = ''] = /^(\d+)[x-](\d+)$/.exec(text) ?? [];
  if (one === '') return undefined;
  return text.includes('x')
    ? [[one, other, one + other]]
    : [[`${one}x${other}`], ...asDecimal(text)];
}

/** "1º" (`1o`) is printed "1°" and "1." too. */
function asOrdinal(text: string): string[][] | undefined {
  const [, digits] = /^(\d+)[oa]$/.exec(text) ?? [];
  return digits === undefined ? undefined : [[digits]];
}

/** What stands behind the point: 1/2 is 5. */
const decimals = new Map(
  Object.entries({ '1-2': '5', '1-4': '25', '3-4': '75', '1-3': '33', '2-3': '66' }),
);

/**
 * "8 1/2" is printed "8½" and "8.5" too, which `plain_text` makes `81-2` and `8-5`.
 * @param second asks for the other ways to print "1/2", not "8"
 */
function asFraction(
  whole: string | undefined,
  part: string | undefined,
  second = false,
): string[][] | undefined {
  const decimal = decimals.get(part ?? '');
  if (decimal === undefined || whole === undefined || !/^\d+$/.test(whole)) return undefined;
  const [over = '', under = ''] = part?.split('-') ?? [];
  if (!second) return [[whole + over]];
  return [
    [under, whole + over + under],
    [decimal, whole + decimal],
  ];
}

/** "8.5" is printed "8½" and "8 1/2" too. */
function asDecimal(text: string): string[][] {
  const [whole = '', decimal] = text.split('-');
  const [fraction] = [...decimals].find((one) => one[1] === decimal) ?? [];
  if (fraction === undefined || text !== `${whole}-${decimal}` || !/^\d+$/.test(whole)) return [];
  const [over = '', under = ''] = fraction.split('-');
  return [
    [whole + over, under, whole + over + under],
    [whole, over, under, over + under],
  ];
}

/** Words that people add or leave out: "the killers" for a poster of "Killers". */
const smallWords = new Set(
  `the a an at der die das ein eine le la les un une il lo i gli el los las o os as de den det
   het een`.split(/\s+/),
);
export const isSmall = (word: string): boolean => isJoining(word) || smallWords.has(word);

/** Short and long ways to write the same word, and numbers in Roman digits and in words. */
const shortened = [
  'v vs versus',
  'feat ft featuring',
  'st saint sankt',
  'vol volume',
  'pt part teil',
  'no nr num number nummer numero',
  'mr mister',
  'dr doctor doktor',
  'jr junior',
  ...'ii iii iv v vi vii viii ix x xi xii xiii xiv xv'
    .split(' ')
    .map((roman, at) => `${at + 2} ${roman}`),
  ...`1 one|2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve
20 twenty|30 thirty|40 forty|50 fifty|60 sixty|70 seventy|80 eighty|90 ninety|100 hundred
1000 thousand`.split(/[|\n]/),
].map((same) => same.split(' '));

/**
 * A word as it is typed, and as the poster may have it: kana of the other kind (`じゃず` for `ジャズ`),
 * the letter that Germans, Danes and others write as two (`moe` for `Mø`, `koeln` for `Köln`), and a
 * word that is short or long. The last two only for a whole word: "blue" is no beginning of "blend".
 */
export function spellings(word: string, open: boolean): { text: string; open: boolean }[] {
  const kana = word.replace(anyKana, otherKana);
  const single = word.replace(twoForOne, '$1');
  const others = shortened.flatMap((same) => (same.includes(word) ? same : []));
  return [
    { text: word, open },
    ...(kana === word ? [] : [{ text: kana, open }]),
    ...(single === word ? [] : [{ text: single, open: false }]),
    ...others.filter((one) => one !== word).map((text) => ({ text, open: false })),
  ];
}

const anyKana = /[\u3041-\u3096\u309d\u309e\u30a1-\u30f6\u30fd\u30fe]/g;
/** Hiragana and katakana stand in the same order. */
const kanaApart = 0x60;
const otherKana = (one: string) =>
  String.fromCharCode(one.charCodeAt(0) + (one < '\u30a1' ? kanaApart : -kanaApart));
/** ae, oe, ue, aa and dj stand in a poster as ä, ö, ü, å, đ and the like, which `plain_text` bares of marks. */
const twoForOne = /([aou])e|(?<=a)a|(?<=d)j/g;

const oneForTwo = new Map(Object.entries({ ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa', đ: 'dj' }));

/** The reverse: `Müller` as a poster has it that says `Mueller`. */
export const withTwoForOne = (typed: string): string =>
  typed
    .normalize('NFC')
    .replace(/[äöøüåđ]/gi, (letter) => oneForTwo.get(letter.toLowerCase()) ?? letter);

/** "8½" as "8 ½", which is then two numbers and no 81. */
export const withFractionsApart = (typed: string): string =>
  typed.replace(/(?<=\p{Nd})(?=[¼½¾⅓⅔])/gu, ' ');
