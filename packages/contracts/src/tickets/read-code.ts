import { latinDigits } from '../digits.js';
import { base32Alphabet, signedCodeLength, signedCodePrefix } from './code.js';
import { otherKeyboards } from './keyboards.js';
import { shownLength } from './short-code.js';

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

/**
 * AIM symbology identifiers, which hand scanners put in front: `]Q1` of a QR code, `]C1`, `]d2`. On
 * many keyboards the bracket is another sign.
 */
const symbology = /^[^\p{L}\p{N}]+[A-Za-z][0-9A-Za-z]/u;
/** What people and layouts put between the characters of a short code. Never what addresses have. */
const separators = /[^\p{L}\p{N}/:@%]|[\u30fc\u1173\u4e00]/gu;
/** A slash or a colon is a dash only where the dash is shown. */
const middle = /^([^/:@%]*)[/:]([^/:@%]*)$/;
/** Cyrillic and Greek capitals that look like ours, on a keyboard that was left in that language. */
const lookAlikes = new Map(
  [...'АВЕЗКМНОРСТХУІЈЅҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ×'].map((letter, at) => [
    letter,
    'ABE3KMHOPCTXYIJSYABEZHIKMNOPTYXX'.charAt(at),
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
  const text = given.normalize('NFKC');
  const found: CodeReading[] = [];
  // Each keyboard's reading is tried: the signature of a signed code tells which one is right, and
  // of short codes fewer than ten in 10^15 belong to tickets.
  const readings = [text, ...otherKeyboards(text)].flatMap((typed) => [
    typed,
    typed.replace(symbology, ''),
  ]);
  for (const reading of new Set(readings.map(latin))) {
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
  const shortCode = alike.replace(middle, shownParts).replace(separators, '');
  return shortForm.test(shortCode) ? { shortCode } : undefined;
}

const shownParts = (text: string, first: string, second: string) =>
  [first, second].every((part) => part.replace(separators, '').length === shownLength)
    ? first + second
    : text;

const textOf = (code: CodeReading) => ('signed' in code ? code.signed : code.shortCode);
