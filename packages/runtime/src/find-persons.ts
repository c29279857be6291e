import { bare, plain, spaced, withoutApostrophes } from './plain-names.js';

/** One word of a search for a person. */
export interface PersonWord {
  /** Searched for in the name, ignoring case and accents. */
  readonly typed: string;
  /** What it was split from: `Doe-Jane` for `Jane`. The beginning of a code is no two words. */
  readonly whole: string;
  /** Another spelling: `mueller` for `müller`, `saint` for `st`, and the reverse; null: none. */
  readonly other: string | null;
  /** Whether it has a letter or digit, and is therefore also searched for in the email address. */
  readonly isWord: boolean;
  /** Searched for in ids, without dashes; null: it cannot be part of an id. */
  readonly idPart: string | null;
  /** Whether a letter of it may be wrong, when no one is found otherwise. */
  readonly maySlip: boolean;
}

const maxWords = 10;
/** Nearly every id contains any shorter text. */
const minIdPart = 4;
/** Characters that people type or paste around names, addresses and numbers. */
const around = /^(?:mailto:|[,;:#"“”„‚«»‹›<>()[\]{}])+(?=.)|(?<=.)[,;:"“”«»‹›<>()[\]{}]+$/gi;

export const dashes = /[\p{Pd}\u2212]/gu;
/** A whole id, as it appears on pages and in their URLs. */
const wholeId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** What is said before a number: "Order no. 1234". */
const label = 'order|ticket|booking|code|reference|ref|number|no|nr|id';
const labels = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(?:${label})(?!\p{L})[\s.:#-]*)+(?=\S*\p{N}|[a-z]{5}-[a-z]{5})`,
  'giu',
);
/** Each letter is looked for in several ways in every row. */
const slipLetters = 40;
/** One letter is much of a short word, and another number is another; an address is long. */
const slips = /^(?:[^\p{N}@]{4,40}|[^@]+@[^@]{4,60})$/u;
/** What is said before a name, and is rarely part of it. */
const honorific = /^(?:mrs?|ms|miss|dr|prof|herr|frau|mme|sig|sra?)\.?$/i;
const isWord = (word: string) => /[\p{L}\p{N}]/u.test(word);
const isSign = ({ typed }: { typed: string }) => !isWord(typed);
const isHonorific = ({ typed }: { typed: string }) => honorific.test(typed);

/** Splits the search for a person into words, in any order: `Doe, Jane`. At most ten. */
export function personWords(search: string): PersonWord[] {
  const text = search.normalize('NFKC').replace(labels, '');
  const [id] = wholeId.exec(text.replace(dashes, '-')) ?? [];
  const words = (id === undefined ? text.split(/\s+/) : [id])
    .map((word) => word.replace(around, ''))
    .flatMap((whole) => parts(whole).map((part) => ({ whole, typed: part.replace(around, '') })))
    .filter(({ typed }) => typed !== '');
  let letters = 0;
  const maySlip = (word: string) => {
    if (!isWord(word) || !slips.test(word)) return false;
    letters += word.length;
    return letters <= slipLetters;
  };
  return unlessAll(unlessAll(words, isSign), isHonorific)
    .slice(0, maxWords)
    .map(({ typed, whole }, at, all) => ({
      typed,
      whole,
      other: otherSpelling(typed, all[at + 1]?.typed),
      isWord: isWord(typed),
      idPart: idPart(whole) ?? idPart(typed),
      maySlip: maySlip(typed),
    }));
}

/** The words without those that only separate or introduce others, unless there are no others. */
function unlessAll<T>(words: readonly T[], isExtra: (word: T) => boolean): readonly T[] {
  const rest = words.filter((word) => !isExtra(word));
  return rest.length > 0 ? rest : words;
}

/** `Doe/Jane` and `Doe-Jane` are two words; an address is one, and a number with dashes. */
const parts = (word: string): string[] =>
  word.includes('@') || !isWord(word)
    ? [word]
    : word
        .split(/[,;:|/\\&+_]+/)
        .flatMap((part) => (/\p{N}/u.test(part) ? [part] : part.split(/[\p{Pd}\u2212.]+/u)));

const twoLetters = new Map(
  Object.entries({ ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa', đ: 'dj' }),
);
/** In shorter words, such as "Zoe", `oe` rarely stands for `ö`. */
const minOther = 5;

/** How people write what may be abbreviated before a name, and the reverse. */
const short = new Map(
  Object.entries({
    saint: 'st',
    sainte: 'ste',
    sankt: 'st',
    sint: 'st',
    santa: 'sta',
    santo: 'sto',
  }),
);
const long = new Map(Object.entries({ st: 'saint', ste: 'sainte', sta: 'santa', sto: 'santo' }));
/** The same in one word: "Macdonald" and "McDonald", "Saintjohn" and "St. John". */
const prefixes = [
  [/^mac/, 'mc'],
  [/^mc/, 'mac'],
  [/^saint(?=\p{L}{3})/u, 'st'],
  [/^st(?=\p{L}{4})/u, 'saint'],
] as const;

/** @param next the word after it: `saint john` is looked for as `stjohn`, as many names contain `st` */
function otherSpelling(word: string, next: string | undefined): string | null {
  const small = word.toLowerCase();
  const abbreviated = short.get(small);
  if (abbreviated && next) return `${abbreviated}${next.toLowerCase()}`;
  const written = long.get(small);
  if (written) return written;
  const double = small.replace(/[äöøüåđ]/g, (letter) => twoLetters.get(letter) ?? letter);
  if (double !== small) return double;
  const single = small.replace(/([aou])e|(?<=a)a|(?<=d)j/g, '$1');
  if (single !== small && small.length >= minOther) return single;
  for (const [prefix, instead] of prefixes) {
    if (prefix.test(small)) return small.replace(prefix, instead);
  }
  return null;
}

function idPart(word: string): string | null {
  const part = word.replace(dashes, '').toLowerCase();
  return part.length >= minIdPart && /^[0-9a-f]{1,32}$/.test(part) ? part : null;
}

/**
 * SQL that is true for a row that contains every word: in its name, its email address, its code or
 * one of its ids.
 * @param parameter with the result of `personWords` as JSON, each with a `code` if rows have codes
 * @param columns names in SQL
 * @param slips whether a letter may be wrong in words of the name, and in the address
 */
export const hasEveryWord = (
  parameter: string,
  columns: { name: string; email: string; ids: readonly string[]; code?: string },
  { slips = false }: { slips?: boolean } = {},
): string =>
  `(${parameter}::jsonb = '[]' or not exists (
     select from (
       select *, ${slips ? `${spaced('name')} || ${spaced(withoutApostrophes('name'))} || '@' || ${spaced('address')}` : 'null'} as words from (
         select ${plain(columns.name)} as name, ${plain(columns.email)} as address offset 0
       ) as plain_person offset 0
     ) as person
     cross join jsonb_to_recordset((
       select jsonb_agg(jsonb_build_object(
         'typed', plain, 'bare', ${bare('plain')}, 'other', ${bare(plain('other'))},
         'isWord', "isWord", 'code', code, 'idPart', "idPart", 'slips', ${slips ? `case when "maySlip" then (${slipPatterns('plain')}) end` : 'null'}))
       from jsonb_to_recordset(${parameter}::jsonb)
         as given (typed text, other text, "isWord" boolean, code text, "idPart" text, "maySlip" boolean)
       cross join lateral (select ${plain('typed')} as plain) as given_typed
     )) as word (typed text, bare text, other text, "isWord" boolean, code text, "idPart" text, slips text[])
     where ${[
       'strpos(person.name, word.typed) > 0',
       `word."isWord" and strpos(${bare('person.name')}, word.bare) > 0`,
       `strpos(${bare('person.name')}, word.other) > 0`,
       'word."isWord" and strpos(person.address, word.typed) > 0',
       ...(columns.code ? [`strpos(${columns.code}, word.code) > 0`] : []),
       ...(slips ? ['person.words like any (word.slips)'] : []),
       ...columns.ids.map((id) => `strpos(replace(${id}::text, '-', ''), word."idPart") > 0`),
     ]
       .map((found) => `not coalesce(${found}, false)`)
       .join(' and ')}))`;

/** A slip may be made in the beginning of a word too, when that is long enough to tell. */
const openFromLength = 6;

/** SQL: patterns of `like` for a word with one letter another, more, less, or changed with the next. */
const slipPatterns = (word: string) => `
  select jsonb_agg(distinct case when strpos(${word}, '@') > 0 then '%@% ' || slip || '%'
    when length(word) < ${openFromLength} then '% ' || slip || ' %@%' else '% ' || slip || '%@%' end)
  from btrim(${spaced(word)}) as word, generate_series(1, length(word)) as at,
    lateral (values
      (left(word, at - 1) || '_' || substr(word, at + 1)),
      (left(word, at) || '_' || substr(word, at + 1)),
      (left(word, at - 1) || substr(word, at + 1)),
      (left(word, at - 1) || substr(word, at + 1, 1) || substr(word, at, 1) || substr(word, at + 2))
    ) as slips (slip)`;

/**
 * Runs a search for persons: with slips when nobody is found without. Each page asks again, because a
 * page that follows has someone, unless the list has changed meanwhile.
 */
export async function findPersons<T>(
  words: readonly PersonWord[],
  find: (slips: boolean) => Promise<T[]>,
): Promise<T[]> {
  const found = await find(false);
  return found.length > 0 || !words.some((word) => word.maySlip) ? found : find(true);
}
