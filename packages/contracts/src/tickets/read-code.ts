import { latinDigits } from '../digits.js';
import { base32Alphabet, signedCodeLength, signedCodePrefix } from './code.js';
import { otherKeyboards } from './keyboards.js';
import { shownLength } from './short-code.js';

/**
 * A code as read from a camera, a hand scanner or typing: in any case and width, with any spaces
 * and dashes, from a wrong keyboard layout, after the prefix of a scanner or inside a URL. Runs in
 * browsers too.
 */
export type CodeReading =
  /** Has the form of a ticket's QR code; only its signature says whether it is genuine. */
  | { readonly signed: string }
  /** Ten characters, without the dash; only the database knows whether a ticket has it. */
  | { readonly shortCode: string };

/** What people copy along: "Code: 7K3PX-9QM2D". */
const label = /^(?:(?:ticket|code|number|nr|no)[\s.:#]+)+/i;
/** Longer texts are no code, whatever spaces are in them. */
export const maxCodeLength = 1_000;

/**
 * AIM symbology identifiers, which hand scanners put in front: `]Q1` of a QR code, `]C1`, `]d2`. On
 * many keyboards the bracket is another sign.
 */
const symbology = /^[^\p{L}\p{N}]+[A-Za-z][0-9A-Za-z]/u;
/**
 * What people and keyboard layouts put between the characters of a short code; nothing that URLs
 * contain.
 */
const separators = /[^\p{L}\p{N}/:@%]|[\u30fc\u1173\u4e00]/gu;
/** A slash or a colon stands for a dash only in the middle. */
const middle = /^([^/:@%]*)[/:]([^/:@%]*)$/;
/** Cyrillic and Greek capitals that look like Latin ones, from a keyboard left in that language. */
const lookAlikes = new Map(
  [...'АВЕЗКМНОРСТХУІЈЅҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ×'].map((letter, at) => [
    letter,
    'ABE3KMHOPCTXYIJSYABEZHIKMNOPTYXX'.charAt(at),
  ]),
);

/** Anywhere in a text: scanners put prefixes before it, and times or signs behind it. */
const signedForm = new RegExp(
  `${signedCodePrefix.replaceAll('O', '0').replace('.', '')}([${base32Alphabet}]{${signedCodeLength}})`,
);
/** Some scanners read twice, and so do people who press Enter too late. */
const shortForm = new RegExp(`^([${base32Alphabet}]{10})\\1*$`);

/**
 * The codes that a text can mean, the likeliest first; empty: no code. Reading a result again gives
 * the same result.
 */
export function readCode(given: string): readonly CodeReading[] {
  if (given.length > maxCodeLength) return [];
  const text = given.normalize('NFKC');
  const found: CodeReading[] = [];
  // All keyboards are tried: the signature shows which reading of a signed code is right, and a
  // wrong reading of a short code hardly ever belongs to a ticket (50 random bits).
  const readings = [text, ...otherKeyboards(given)].flatMap((typed) => [
    typed,
    typed.replace(symbology, ''),
    typed.replace(label, ''),
  ]);
  for (const reading of new Set([...new Set(readings)].map(latin))) {
    const code = readAs(reading);
    if (code && !found.some((known) => textOf(known) === textOf(code))) found.push(code);
  }
  return found;
}

/** Without accents, in capitals, with look-alikes and other digits as Latin ones. */
const latin = (text: string): string =>
  Array.from(
    latinDigits(text.normalize('NFKD').toUpperCase().normalize('NFKD')),
    (character) => lookAlikes.get(character) ?? character,
  ).join('');

function readAs(text: string): CodeReading | undefined {
  const alike = text.replaceAll('O', '0').replace(/[IL]/g, '1');
  const signed = signedForm.exec(alike.replace(/[^0-9A-Z]/g, ''))?.[1];
  if (signed !== undefined) return { signed: signedCodePrefix + signed };
  const shortCode = shortForm.exec(alike.replace(middle, shownParts).replace(separators, ''))?.[1];
  return shortCode === undefined ? undefined : { shortCode };
}

const shownParts = (text: string, first: string, second: string) =>
  [first, second].every((part) => part.replace(separators, '').length === shownLength)
    ? first + second
    : text;

const textOf = (code: CodeReading) => ('signed' in code ? code.signed : code.shortCode);
