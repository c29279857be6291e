import { dashes, type PersonWord, personWords } from '@onsale/runtime';

/** One word of a search among attendees. */
export interface AttendeeWord extends PersonWord {
  /** To be found in the short code; null when it is no part of one. */
  readonly code: string | null;
}

/** Nearly every code contains any shorter text. */
const minCode = 3;

/** Splits a search for attendees into words, in any order: `Doe, Jane`. */
export const attendeeWords = (search: string): AttendeeWord[] =>
  personWords(search).map((word) => ({
    ...word,
    code: codePart(word.whole) ?? codePart(word.typed),
  }));

/** Reads look-alike letters as `readCode` does. */
function codePart(word: string): string | null {
  const code = word.replace(dashes, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length >= minCode && /^[0-9A-HJKMNP-TV-Z]{1,10}$/.test(code) ? code : null;
}
