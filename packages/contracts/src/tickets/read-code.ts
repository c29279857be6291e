import { latinDigits } from '../digits.js';
import { base32Alphabet, signedCodeLength, signedCodePrefix } from './code.js';
import { otherKeyboards } from './keyboards.js';

/**
 * What a camera, a hand scanner or a person gave, read as the code it means: in any case and
 * width, with any spaces and dashes, on the wrong keyboard layout, after a scanner's own prefix or
 * inside an address. Runs in browsers too.
 */
export type CodeReading =
  /** Has the form of what a ticket's QR holds; whether it is genuine, its signature says. */
  | { readonly signed: string }
  /** Ten characters, without the dash; whether there is such a ticket, only the database says. */
  | { readonly shortCode: string };

/** Longer texts are no code of ours, however they are spaced. */
export const maxCodeLength = 1_000;

/** AIM symbology identifiers, which hand scanners put in front: `]Q1` of a QR code, `]C1`, `]d2`. */
const symbology = /^[\s\p{Cf}\p{Cc}]*\][A-Za-z][0-9A-Za-z]/u;
/** What people and layouts put between the characters of a short code. Never what addresses have. */
const separators =
  /[\s\p{Cf}\p{Cc}\p{M}\p{Pd}\p{Pc}\u2212\u00b7\u2022\u2043\u30fc\u00b0.,;?'"\u2018\u2019\u201c\u201d`\u00b4#~()+=*|\\\u00df]/gu;
/** Cyrillic and Greek capitals that look like ours, on a keyboard that was left in that language. */
const lookAlikes = new Map(
  [...'АВЕЗКМНОРСТХУІЈЅҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((letter, at) => [
    letter,
    'ABE3KMHOPCTXYIJSYABEZHIKMNOPTYX'.charAt(at),
  ]),
);

const signedForm = new RegExp(
  `${signedCodePrefix.replaceAll('O', '0').replace('.', '')}([${base32Alphabet}]{${signedCodeLength}})$`,
);
const shortForm = new RegExp(`^[${base32Alphabet}]{10}$`);

/**
 * The codes that a text can mean, the likeliest first; none: it is no code of ours. The same text
 * read twice is read the same, and a reading reads as itself.
 */
export function readCode(given: string): readonly CodeReading[] {
  if (given.length > maxCodeLength) return [];
  const text = given.normalize('NFKC').replace(symbology, '');
  const found: CodeReading[] = [];
  // Each keyboard's reading is tried: the signature of a signed code tells which one is right, and
  // of short codes fewer than ten in 10^15 belong to tickets.
  const readings = new Set([text, ...otherKeyboards(text)].map(latin));
  for (const reading of readings) {
    const code = readAs(reading);
    if (code && !found.some((known) => textOf(known) === textOf(code))) found.push(code);
  }
  return found;
}

/** Without accents, in capitals, with Latin letters and digits for those that are meant as such. */
const latin = (text: string): string =>
  Array.from(
    latinDigits(text.normalize('NFKD').toUpperCase().normalize('NFKD')),
    (character) => lookAlikes.get(character) ?? character,
  ).join('');

function readAs(text: string): CodeReading | undefined {
  const alike = text.replaceAll('O', '0').replace(/[IL]/g, '1');
  const signed = signedForm.exec(alike.replace(/[^0-9A-Z]/g, ''))?.[1];
  if (signed !== undefined) return { signed: signedCodePrefix + signed };
  const shortCode = alike.replace(separators, '');
  return shortForm.test(shortCode) ? { shortCode } : undefined;
}

const textOf = (code: CodeReading) => ('signed' in code ? code.signed : code.shortCode);
