import { readFace, type TypeFace } from './faces.js';

const [regular, bold] = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'];
const [symbols, emoji] = ['Symbols', 'Emoji'];

/** Scripts that DejaVu lacks, or has less well, and the font of each. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{scx=Arab}/u, 'Arabic'],
  [/\p{scx=Hebr}/u, 'Hebrew'],
  [/\p{scx=Deva}/u, 'Devanagari'],
  [/\p{scx=Beng}/u, 'Bengali'],
  [/\p{scx=Guru}/u, 'Gurmukhi'],
  [/\p{scx=Gujr}/u, 'Gujarati'],
  [/\p{scx=Orya}/u, 'Oriya'],
  [/\p{scx=Taml}/u, 'Tamil'],
  [/\p{scx=Telu}/u, 'Telugu'],
  [/\p{scx=Knda}/u, 'Kannada'],
  [/\p{scx=Mlym}/u, 'Malayalam'],
  [/\p{scx=Sinh}/u, 'Sinhala'],
  [/\p{scx=Thai}/u, 'Thai'],
  [/\p{scx=Laoo}/u, 'Lao'],
  [/\p{scx=Khmr}/u, 'Khmer'],
  [/\p{scx=Mymr}/u, 'Myanmar'],
  [/\p{scx=Tibt}/u, 'Tibetan'],
  [/\p{scx=Ethi}/u, 'Ethiopic'],
  [/\p{scx=Thaa}/u, 'Thaana'],
  [/\p{scx=Cher}/u, 'Cherokee'],
  [/\p{scx=Syrc}/u, 'Syriac'],
  [/\p{scx=Mong}/u, 'Mongolian'],
  [/\p{scx=Nkoo}/u, 'NKo'],
  [/\p{scx=Cans}/u, 'CanadianAboriginal'],
  [/\p{scx=Java}/u, 'Javanese'],
  [/\p{scx=Hang}/u, 'Hangul'],
];
const kana = /[\p{sc=Hira}\p{sc=Kana}]/u;
/** Chinese characters, kana, their punctuation, and letters as wide as they are. */
const wide = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\uFF00-\uFFEF\u3000-\u303F]/u;
const common = /^[\p{sc=Zyyy}\p{sc=Zinh}]/u;
const ignorable = /\p{Default_Ignorable_Code_Point}/u;
const emojiLook =
  /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[\u{1F3FB}-\u{1F3FF}\u{1F1E6}-\u{1F1FF}\u20E3]/u;

const read = new Map<string, TypeFace>();

function faceOf(name: string): TypeFace {
  let face = read.get(name);
  if (!face) {
    face = readFace(name);
    read.set(name, face);
  }
  return face;
}

/**
 * Picks the face of each character of a text, or of what a reader takes for one.
 * @param around all that stands on the page: Chinese characters beside kana are Japanese ones
 * @returns what to call for one after the other
 */
export function chooseFaces(around: string, isBold: boolean): (character: string) => TypeFace {
  const base = isBold ? bold : regular;
  const han = kana.test(around) ? ['HanJP', 'HanSC', 'HanTC'] : ['HanSC', 'HanTC', 'HanJP'];
  let before: TypeFace | undefined;

  function* candidates(character: string): Generator<TypeFace> {
    if (emojiLook.test(character) && !character.includes('\uFE0E')) yield faceOf(emoji);
    // Spaces and full stops go with the word before them.
    const isCommon = common.test(character);
    if (isCommon) {
      if (before && before !== read.get(emoji)) yield before;
      yield faceOf(base);
    }
    for (const [script, name] of scripts) if (script.test(character)) yield faceOf(name);
    if (wide.test(character)) for (const name of han) yield faceOf(name);
    yield faceOf(base);
    yield faceOf(symbols);
    yield faceOf(emoji);
  }

  return (character) => {
    before = first(candidates(character), character) ?? faceOf(base);
    return before;
  };
}

/** Stands for a letter that no font here has; the page then says so in words. */
export const unprintable = '\ufffd';

/**
 * A text with letters in place of their variants that no font here has: 𝒜𝓃𝓃𝒶 and Ⓐⓝⓝⓐ as Anna. What no
 * font has at all becomes `unprintable`.
 */
export const printable = (text: string): string =>
  text.replace(/[^\0-\u024f]/gu, (one) => {
    if (ignorable.test(one) || hasFace(one)) return one;
    const plain = one.normalize('NFKC');
    return plain !== one && hasFace(plain) ? plain : unprintable;
  });

const hasFace = (text: string) => {
  const known = chooseFaces('', false)(text);
  return Array.from(text).every((one) => known.has(one.codePointAt(0) ?? 0));
};

function first(faces: Iterable<TypeFace>, character: string): TypeFace | undefined {
  const needed = Array.from(character).filter((one) => !ignorable.test(one));
  for (const face of faces) {
    if (needed.every((one) => face.has(one.codePointAt(0) ?? 0))) return face;
  }
  return undefined;
}
