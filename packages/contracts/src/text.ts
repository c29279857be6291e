/**
 * Cleans and checks what people type and paste: one rule for names, titles, venues, descriptions,
 * reasons, addresses and searches, in services and on pages.
 */
import { addressProblem, bareAddress } from './email-address.js';

/** One line; many, with blank lines between paragraphs; an email address; words to search for. */
export type TextKind = 'line' | 'lines' | 'address' | 'search';

export interface TextRule {
  readonly kind: TextKind;
  /** Code points after cleaning, each of at most four bytes. */
  readonly maxLength: number;
  /** Whether it may be left empty. */
  readonly optional: boolean;
}

/**
 * The cleaned text, or its problem: the end of a sentence that begins with the name of the field.
 */
export type ReadText = { readonly text: string } | { readonly problem: string };

/** Scripts in which a joiner between letters changes their shape. */
const joining =
  'Arab Syrc Mong Nkoo Adlm Rohg Mand Phag Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Bali Java Sund Limb Newa Tirh'
    .split(' ')
    .map((script) => `\\p{Script=${script}}`)
    .join('');
const pictograph = '(?:\\p{Extended_Pictographic}\\ufe0f?[\\u{1f3fb}-\\u{1f3ff}]?)';
/**
 * A joiner that is neither between two letters of such scripts nor between two parts of an emoji.
 */
const looseJoiner = new RegExp(
  `(?<!(?:[${joining}]|${pictograph}))[\\u200c\\u200d]|[\\u200c\\u200d](?!(?:[${joining}]|\\p{Extended_Pictographic}))`,
  'gu',
);
/** Flags of regions: a black flag, tags, and the tag that ends them. */
const taggedFlag = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,6}\u{e007f}/gu;
/** Variation selectors of emojis, keycaps, Mongolian letters and ideographs. */
const selected =
  /(?:(?<=[\p{Emoji}\p{Emoji_Presentation}])[\ufe0e\ufe0f]|(?<=\p{Script=Mong})[\u180b-\u180d\u180f]|(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}])/gu;
/**
 * Characters that take no space on the screen: controls, bidi overrides, zero widths, fillers,
 * non-characters, a musical note without a head.
 */
const unseen =
  /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{fff9}-\u{fffc}\u{1d159}]/u;
const allUnseen = new RegExp(unseen, 'gu');
const lineEnds = /\r\n?|[\n\v\f\u0085\u2028]/g;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * More marks than a script puts on one letter (Thai and Lao three, kana one, Arabic five), too many
 * general marks such as U+0301, or one mark three times.
 */
const piledMarks =
  /[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]{4}|[\u3099\u309a]{2}|[\u064b-\u065f\u0670\u06d6-\u06ed]{6}|(?:(?=[\u{10000}-\u{1ffff}])\p{M}){4}|(?:[\u0300-\u036f]|[\u0483-\u0489]|[\u1ab0-\u1aff\u1dc0-\u1dff]|[\u20d0-\u20ff\ufe20-\ufe2f]){5}|\p{M}{9}|(\p{Mn})\1\1/u;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Removes invisible characters, except joiners where they join letters or emojis. */
function seen(text: string): string {
  const kept = new Set<number>();
  const keep = (pattern: RegExp) => {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      for (let at = index; at < index + match.length; at += 1) kept.add(at);
    }
  };
  keep(taggedFlag);
  keep(selected);
  const withJoiners = text.replace(allUnseen, (one, at: number) =>
    one === '\n' || one === '\u200c' || one === '\u200d' || kept.has(at) ? one : '',
  );
  return withJoiners.replace(/([\u200c\u200d])[\u200c\u200d]+/g, '$1').replace(looseJoiner, '');
}

/**
 * NFC reorders marks, which can put other letters beside a joiner, so this repeats until nothing
 * changes.
 */
function seenInOrder(typed: string): string {
  for (let text = typed.normalize('NFC'); ; ) {
    const next = seen(text).normalize('NFC');
    if (next === text) return text;
    text = next; // shorter, so this ends
  }
}

/**
 * The text as it is stored: NFC, without invisible characters and surrounding space. Cleaning it
 * again changes nothing.
 * @param kind an address also loses joiners, full-width forms and any text pasted around it
 */
export function cleanText(typed: string, kind: TextKind): string {
  const ends = typed.replaceAll('\u2029', '\n\n').replace(lineEnds, '\n').replaceAll('\t', ' ');
  const blanks = ends.replace(/[\u2800\u3164\uffa0\u115f\u1160]/g, ' ');
  if (kind === 'lines') {
    return seenInOrder(blanks)
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .replace(/^\n+/, '')
      .trim();
  }
  const line = seenInOrder(blanks.replaceAll('\n', ' '));
  if (kind === 'address') return bareAddress(plainAddress(line));
  return line.replace(/\s{2,}/g, ' ').trim();
}

/** Without joiners, full-width forms and a second dot on an i, which looks like one. */
const plainAddress = (line: string): string =>
  line
    .replace(/[\u200c\u200d]/g, '')
    .normalize('NFKC')
    .replaceAll('İ', 'I')
    .replace(/(?<=[ij])\u0307/gi, '');

/** Cleans a text and checks what is left. */
export function readText(typed: string, { kind, maxLength, optional }: TextRule): ReadText {
  if (kind === 'address') return readAddress(typed);
  const text = cleanText(typed, kind);
  if (kind === 'search') return { text };
  if (text === '' && optional) return { text };
  if (!visible.test(text)) return { problem: 'must contain something visible' };
  if ([...text].length > maxLength) return { problem: `must not be longer than ${maxLength}` };
  if (piledMarks.test(text)) {
    return { problem: 'has more accents on one letter than people can read' };
  }
  return { text };
}

function readAddress(typed: string): ReadText {
  const cleaned = cleanText(typed, 'address');
  // Letters outside ASCII are stored in lower case, since databases differ in how they fold them.
  const text = cleaned.replace(/[^\0-\x7f]+/g, (part) => part.toLowerCase()).normalize('NFKC');
  const problem = addressProblem(text);
  if (problem !== undefined) return { problem };
  return piledMarks.test(text) ? { problem: 'must be an address like anna@example.org' } : { text };
}

/**
 * The key that email addresses are compared by: equal for addresses that a person considers the
 * same. It works for invalid addresses too, so that attempts with them can be counted.
 */
export const addressKey = (typed: string): string =>
  cleanText(typed, 'address').toLowerCase().normalize('NFKC');

/**
 * Isolates user input (U+2068 … U+2069) if it has right-to-left characters, so that neither it nor
 * our own words around it reorder the other.
 */
export const isolate = (typed: string): string =>
  rightToLeft.test(typed)
    ? `\u2068${typed.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`
    : typed;
