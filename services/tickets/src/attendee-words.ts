import { dashes, type PersonWord, personWords } from '@onsale/runtime';

/** One word of a search among attendees. */
export interface AttendeeWord extends PersonWord {
  /** To be found in the short code; null when it is no part of one. */
  readonly code: string | null;
}

/** Fewer characters are in nearly every code. */
const minCode = 3;

/** Reads what someone at the door types to find a person: words in any order, `Doe, Jane`. */
export const attendeeWords = (search: string): AttendeeWord[] =>
  personWords(search).map((word) => ({ ...word, code: codePart(word.typed) }));

/** As `readCode` reads a whole one. */
function codePart(word: string): string | null {
  const code = word.replace(dashes, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length >= minCode && /^[0-9A-HJKMNP-TV-Z]{1,10}$/.test(code) ? code : null;
}
