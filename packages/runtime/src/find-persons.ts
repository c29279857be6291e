/** One word of a search for a person. */
export interface PersonWord {
  /** To be found in the name, whatever its case and accents. */
  readonly typed: string;
  /** The other way to write it: `mueller` for `müller`, and the reverse; null when there is none. */
  readonly other: string | null;
  /** Whether it has a letter or a number in it, and is looked for in the address too. */
  readonly isWord: boolean;
  /** To be found in an id, without dashes; null when it is no part of one. */
  readonly idPart: string | null;
}

const maxWords = 10;
/** Fewer characters are in nearly every id. */
const minIdPart = 4;
/** What people put, and paste, around names, addresses and numbers. */
const around = /^(?:mailto:|[,;:#"“”„‚«»‹›<>()[\]{}])+(?=.)|(?<=.)[,;:"“”«»‹›<>()[\]{}]+$/gi;

export const dashes = /[\p{Pd}\u2212]/gu;
/** A whole id, as pages show it or their addresses contain it. */
const wholeId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const isWord = (word: string) => /[\p{L}\p{N}]/u.test(word);

/** Reads what someone types to find a person: words in any order, `Doe, Jane`. At most ten. */
export function personWords(search: string): PersonWord[] {
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

function idPart(word: string): string | null {
  const part = word.replace(dashes, '').toLowerCase();
  return part.length >= minIdPart && /^[0-9a-f]{1,32}$/.test(part) ? part : null;
}

/**
 * SQL that is true of a row in which each word is found: in its name, its address, its code or one of
 * its ids.
 * @param parameter that holds the words as JSON: those of `personWords`, with a `code` where the row
 * has one
 * @param columns as SQL names them
 */
export const hasEveryWord = (
  parameter: string,
  columns: { name: string; email: string; ids: readonly string[]; code?: string },
): string =>
  `(${parameter}::jsonb = '[]' or not exists (
     select from (
       select ${plain(columns.name)} as name, ${plain(columns.email)} as address offset 0
     ) as person
     cross join jsonb_to_recordset((
       select jsonb_agg(jsonb_build_object(
         'typed', plain, 'bare', ${bare('plain')}, 'other', ${bare(plain('other'))},
         'isWord', "isWord", 'code', code, 'idPart', "idPart"))
       from jsonb_to_recordset(${parameter}::jsonb)
         as given (typed text, other text, "isWord" boolean, code text, "idPart" text)
       cross join lateral (select ${plain('typed')} as plain) as given_typed
     )) as word (typed text, bare text, other text, "isWord" boolean, code text, "idPart" text)
     where ${[
       'strpos(person.name, word.typed) > 0',
       `word."isWord" and strpos(${bare('person.name')}, word.bare) > 0`,
       `strpos(${bare('person.name')}, word.other) > 0`,
       'word."isWord" and strpos(person.address, word.typed) > 0',
       ...(columns.code ? [`strpos(${columns.code}, word.code) > 0`] : []),
       ...columns.ids.map((id) => `strpos(replace(${id}::text, '-', ''), word."idPart") > 0`),
     ]
       .map((found) => `not coalesce(${found}, false)`)
       .join(' and ')}))`;

const span = (first: string, length: number) =>
  Array.from({ length }, (_, at) => String.fromCodePoint((first.codePointAt(0) ?? 0) + at)).join(
    '',
  );
const digits = span('0', 10);
/** Arabic, Persian, Devanagari, Bengali and Thai ones. */
const otherDigits = ['\u0660', '\u06f0', '\u0966', '\u09e6', '\u0e50'].map((zero) =>
  span(zero, 10),
);
const kana = 86;
const from = `øłđðħıŋəςیکىة‘’\u02bc${otherDigits.join('')}${span('ァ', kana)}`;
// In SQL, a quote is two.
const to = `olddhineσيكيه''''''${digits.repeat(otherDigits.length)}${span('ぁ', kana)}`;

/** A name as it is looked for: small letters, without accents. Nearly all are ASCII already. */
const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), NFC)),
       '${from}', '${to}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
   end`;

/** The same without what stands between the parts of a name: `Anne-Marie O’Brien` as one word. */
const bare = (text: string) => `translate(${text}, E' \\t-.,''\`"()!?*…·・‐‑‒–—−«»“”„\u3000', '')`;
