/** One word of a search for a person. */
export interface PersonWord {
  /** Searched for in the name, ignoring case and accents. */
  readonly typed: string;
  /** Another spelling: `mueller` for `müller`, and the reverse; null: none. */
  readonly other: string | null;
  /** Whether it has a letter or digit, and is therefore also searched for in the email address. */
  readonly isWord: boolean;
  /** Searched for in ids, without dashes; null: it cannot be part of an id. */
  readonly idPart: string | null;
}

const maxWords = 10;
/** Nearly every id contains any shorter text. */
const minIdPart = 4;
/** Characters that people type or paste around names, addresses and numbers. */
const around = /^(?:mailto:|[,;:#"“”„‚«»‹›<>()[\]{}])+(?=.)|(?<=.)[,;:"“”«»‹›<>()[\]{}]+$/gi;

export const dashes = /[\p{Pd}\u2212]/gu;
/** A whole id, as it appears on pages and in their URLs. */
const wholeId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const isWord = (word: string) => /[\p{L}\p{N}]/u.test(word);

/** Splits the search for a person into words, in any order: `Doe, Jane`. At most ten. */
export function personWords(search: string): PersonWord[] {
  const text = search.normalize('NFKC');
  const [id] = wholeId.exec(text.replace(dashes, '-')) ?? [];
  const words = (id === undefined ? text.split(/\s+/).flatMap(parts) : [id])
    .map((word) => word.replace(around, ''))
    .filter((word) => word !== '');
  // Signs on their own only separate words; they are searched for if there is no word.
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

/** `Doe/Jane` is two words; an email address is one. */
const parts = (word: string): string[] =>
  word.includes('@') || !isWord(word) ? [word] : word.split(/[,;:|/\\&+_]+/);

const twoLetters = new Map(
  Object.entries({ ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa', đ: 'dj' }),
);
/** In shorter words, such as "Zoe", `oe` rarely stands for `ö`. */
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
 * SQL that is true for a row that contains every word: in its name, its email address, its code or
 * one of its ids.
 * @param parameter with the result of `personWords` as JSON, each with a `code` if rows have codes
 * @param columns names in SQL
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
/** Arabic, Persian, Devanagari, Bengali and Thai digits. */
const otherDigits = ['\u0660', '\u06f0', '\u0966', '\u09e6', '\u0e50'].map((zero) =>
  span(zero, 10),
);
const kana = 86;
const from = `øłđðħıŋəςیکىة‘’\u02bc${otherDigits.join('')}${span('ァ', kana)}`;
// In SQL a quote is written twice.
const to = `olddhineσيكيه''''''${digits.repeat(otherDigits.length)}${span('ぁ', kana)}`;

/** A name for comparison: lower case, without accents. Nearly all names are plain ASCII. */
const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), NFC)),
       '${from}', '${to}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
   end`;

/** The same without separators between the parts of a name: `Anne-Marie O’Brien` as one word. */
const bare = (text: string) => `translate(${text}, E' \\t-.,''\`"()!?*…·・‐‑‒–—−«»“”„\u3000', '')`;
