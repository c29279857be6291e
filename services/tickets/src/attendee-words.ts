/** One word of a search among attendees. */
export interface AttendeeWord {
  /** To be found in the name, whatever its case and accents. */
  readonly typed: string;
  /** Whether it has a letter or a number in it, and is looked for in the address too. */
  readonly isWord: boolean;
  /** To be found in the short code; null when it is no part of one. */
  readonly code: string | null;
  /** To be found in the id of order or ticket, both without dashes; null when it is no part of one. */
  readonly idPart: string | null;
}

const maxWords = 10;
/** Fewer characters are in nearly every code. */
const minCode = 3;
const minIdPart = 4;
/** What people put, and paste, around names, addresses and numbers. */
const around = /^(?:mailto:|[,;:#"“”„‚«»‹›<>()[\]{}])+(?=.)|(?<=.)[,;:"“”«»‹›<>()[\]{}]+$/gi;

/** Reads what someone at the door types to find a person: words in any order, `Doe, Jane`. */
export const attendeeWords = (search: string): AttendeeWord[] =>
  search
    .normalize('NFKC')
    .split(/\s+/)
    .map((word) => word.replace(around, ''))
    .filter((word) => word !== '')
    .slice(0, maxWords)
    .map((word) => ({
      typed: word,
      isWord: /[\p{L}\p{N}]/u.test(word),
      code: codePart(word),
      idPart: idPart(word),
    }));

/** As `readCode` reads a whole one. */
function codePart(word: string): string | null {
  const code = word
    .replace(/[\p{Pd}\u2212]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return code.length >= minCode && /^[0-9A-HJKMNP-TV-Z]{1,10}$/.test(code) ? code : null;
}

function idPart(word: string): string | null {
  const part = word.replace(/\p{Pd}/gu, '').toLowerCase();
  return part.length >= minIdPart && /^[0-9a-f]{1,32}$/.test(part) ? part : null;
}
