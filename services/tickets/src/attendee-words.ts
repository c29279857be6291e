/** One word of a search among attendees. */
export interface AttendeeWord {
  /** To be found in the name, whatever its case and accents. */
  readonly typed: string;
  /** The other way to write it: `mueller` for `müller`, and the reverse; null when there is none. */
  readonly other: string | null;
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

const dashes = /[\p{Pd}\u2212]/gu;
/** The whole number of an order or ticket, as pages show it or their addresses contain it. */
const wholeId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const isWord = (word: string) => /[\p{L}\p{N}]/u.test(word);

/** Reads what someone at the door types to find a person: words in any order, `Doe, Jane`. */
export function attendeeWords(search: string): AttendeeWord[] {
  const text = search.normalize('NFKC');
  const [id] = wholeId.exec(text.replace(dashes, '-')) ?? [];
  const words = (id === undefined ? text.split(/\s+/).flatMap(parts) : [id])
    .map((word) => word.replace(around, ''))
    .filter((word) => word !== '');
  // Signs alone part the words of a name; without a word they are looked for themselves.
  return words
    .filter((word) => isWord(word) || !words.some(isWord))
    .slice(0, maxWords)
    .map((word) => ({
      typed: word,
      other: otherSpelling(word),
      isWord: isWord(word),
      code: codePart(word),
      idPart: idPart(word),
    }));
}

/** `Doe/Jane` is two words; an address is one. */
const parts = (word: string): string[] =>
  word.includes('@') || !isWord(word) ? [word] : word.split(/[,;:|/\\&+_]+/);

const twoLetters = new Map(
  Object.entries({ ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa', đ: 'dj' }),
);
/** Of a shorter word, as of "Zoe", it is seldom the other way to write it. */
const minOther = 5;

function otherSpelling(word: string): string | null {
  const small = word.toLowerCase();
  const double = small.replace(/[äöøüåđ]/g, (letter) => twoLetters.get(letter) ?? letter);
  if (double !== small) return double;
  const single = small.replace(/([aou])e|(?<=a)a|(?<=d)j/g, '$1');
  return single !== small && small.length >= minOther ? single : null;
}

/** As `readCode` reads a whole one. */
function codePart(word: string): string | null {
  const code = word.replace(dashes, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length >= minCode && /^[0-9A-HJKMNP-TV-Z]{1,10}$/.test(code) ? code : null;
}

function idPart(word: string): string | null {
  const part = word.replace(dashes, '').toLowerCase();
  return part.length >= minIdPart && /^[0-9a-f]{1,32}$/.test(part) ? part : null;
}
