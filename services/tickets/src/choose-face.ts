import { readFace, type TypeFace } from './faces.js';

const [regular, bold] = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'];
/** Has letters and currency signs that are newer than DejaVu. */
const rare = 'Latin';
const [symbols, emoji] = ['Symbols', 'Emoji'];

/** Scripts that DejaVu lacks, or covers poorly, with their fonts. */
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
  // Georgian capitals, which DejaVu lacks.
  [/[\u1C90-\u1CBF]/u, 'Georgian'],
  [/\p{scx=Adlm}/u, 'Adlam'],
  [/\p{scx=Bali}/u, 'Balinese'],
  [/\p{scx=Bamu}/u, 'Bamum'],
  [/\p{scx=Bass}/u, 'BassaVah'],
  [/\p{scx=Batk}/u, 'Batak'],
  [/\p{scx=Bugi}/u, 'Buginese'],
  [/\p{scx=Buhd}/u, 'Buhid'],
  [/\p{scx=Cakm}/u, 'Chakma'],
  [/\p{scx=Cham}/u, 'Cham'],
  [/\p{scx=Copt}/u, 'Coptic'],
  [/\p{scx=Glag}/u, 'Glagolitic'],
  [/\p{scx=Gong}/u, 'GunjalaGondi'],
  [/\p{scx=Rohg}/u, 'HanifiRohingya'],
  [/\p{scx=Hano}/u, 'Hanunoo'],
  [/\p{scx=Kali}/u, 'KayahLi'],
  [/\p{scx=Lepc}/u, 'Lepcha'],
  [/\p{scx=Limb}/u, 'Limbu'],
  [/\p{scx=Mand}/u, 'Mandaic'],
  [/\p{scx=Gonm}/u, 'MasaramGondi'],
  [/\p{scx=Mtei}/u, 'MeeteiMayek'],
  [/\p{scx=Mend}/u, 'MendeKikakui'],
  [/\p{scx=Plrd}/u, 'Miao'],
  [/\p{scx=Mroo}/u, 'Mro'],
  [/\p{scx=Talu}/u, 'NewTaiLue'],
  [/\p{scx=Newa}/u, 'Newa'],
  [/\p{scx=Hmnp}/u, 'NyiakengPuachueHmong'],
  [/\p{scx=Olck}/u, 'OlChiki'],
  [/\p{scx=Osge}/u, 'Osage'],
  [/\p{scx=Osma}/u, 'Osmanya'],
  [/\p{scx=Hmng}/u, 'PahawhHmong'],
  [/\p{scx=Pauc}/u, 'PauCinHau'],
  [/\p{scx=Rjng}/u, 'Rejang'],
  [/\p{scx=Samr}/u, 'Samaritan'],
  [/\p{scx=Saur}/u, 'Saurashtra'],
  [/\p{scx=Sora}/u, 'SoraSompeng'],
  [/\p{scx=Sund}/u, 'Sundanese'],
  [/\p{scx=Sylo}/u, 'SylotiNagri'],
  [/\p{scx=Tglg}/u, 'Tagalog'],
  [/\p{scx=Tagb}/u, 'Tagbanwa'],
  [/\p{scx=Tale}/u, 'TaiLe'],
  [/\p{scx=Lana}/u, 'TaiTham'],
  [/\p{scx=Tavt}/u, 'TaiViet'],
  [/\p{scx=Vaii}/u, 'Vai'],
  [/\p{scx=Wcho}/u, 'Wancho'],
  [/\p{scx=Wara}/u, 'WarangCiti'],
  [/\p{scx=Yezi}/u, 'Yezidi'],
  [/\p{scx=Yiii}/u, 'Yi'],
];
const kana = /[\p{sc=Hira}\p{sc=Kana}]/u;
/** Chinese characters, kana, their punctuation, and full-width letters. */
const wide = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\uFF00-\uFFEF\u3000-\u303F]/u;
/** The last code point of Latin, Greek, Cyrillic and Armenian, which DejaVu has. */
const lastOfEurope = '\u058f';
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
 * Picks a font face for each character (grapheme) of a text.
 * @param around all text on the page: with kana, Chinese characters are drawn as Japanese ones
 * @returns a function to call for the characters in order; it returns undefined for a character of
 * several code points that no face has completely
 */
export function chooseFaces(
  around: string,
  isBold: boolean,
): (character: string) => TypeFace | undefined {
  const base = isBold ? bold : regular;
  const han = kana.test(around) ? ['HanJP', 'HanSC', 'HanTC'] : ['HanSC', 'HanTC', 'HanJP'];
  let before: TypeFace | undefined;

  function* candidates(character: string): Generator<TypeFace> {
    if (emojiLook.test(character) && !character.includes('\uFE0E')) yield faceOf(emoji);
    // Spaces and punctuation use the face of the word before them.
    const isCommon = common.test(character);
    if (isCommon) {
      if (before && before !== read.get(emoji)) yield before;
      yield faceOf(base);
    }
    if (character > lastOfEurope) {
      for (const [script, name] of scripts) if (script.test(character)) yield faceOf(name);
    }
    if (wide.test(character)) for (const name of han) yield faceOf(name);
    yield faceOf(base);
    yield faceOf(rare);
    yield faceOf(symbols);
    yield faceOf(emoji);
  }

  return (character) => {
    const face = first(candidates(character), character);
    if (!face && Array.from(character).length > 1) return undefined;
    before = face ?? faceOf(base);
    return before;
  };
}

/** Replaces a letter that no font here has; a note on the page explains it. */
export const unprintable = '\ufffd';

/**
 * Replaces variants of letters that no font here has by plain letters: 𝒜𝓃𝓃𝒶 and Ⓐⓝⓝⓐ become Anna.
 * Other missing characters become `unprintable`.
 */
export const printable = (text: string): string =>
  text.replace(/[^\0-\u024f]/gu, (one) => {
    if (ignorable.test(one) || hasFace(one)) return one;
    const plain = one.normalize('NFKC');
    return plain !== one && hasFace(plain) ? plain : unprintable;
  });

const hasFace = (text: string) => {
  const known = chooseFaces('', false)(text);
  return known !== undefined && Array.from(text).every((one) => known.has(one.codePointAt(0) ?? 0));
};

function first(faces: Iterable<TypeFace>, character: string): TypeFace | undefined {
  const needed = Array.from(character).filter((one) => !ignorable.test(one));
  for (const face of faces) {
    if (needed.every((one) => face.has(one.codePointAt(0) ?? 0))) return face;
  }
  return undefined;
}
