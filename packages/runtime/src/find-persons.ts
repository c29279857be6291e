/** One word of a search for a person. */
export interface PersonWord {
  /** To be found in the name, whatever its case and accents. */
  readonly typed: string;
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

/** Reads what someone types to find a person: words in any order, `Doe, Jane`. At most ten. */
export const personWords = (search: string): PersonWord[] =>
  search
    .normalize('NFKC')
    .split(/\s+/)
    .map((word) => word.replace(around, ''))
    .filter((word) => word !== '')
    .slice(0, maxWords)
    .map((word) => ({
      typed: word,
      isWord: /[\p{L}\p{N}]/u.test(word),
      idPart: idPart(word),
    }));

function idPart(word: string): string | null {
  const part = word.replace(/\p{Pd}/gu, '').toLowerCase();
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
  `not exists (
     select from jsonb_to_recordset(${parameter}::jsonb)
       as word (typed text, "isWord" boolean, code text, "idPart" text)
     where ${[
       `strpos(${plain(columns.name)}, ${plain('word.typed')}) > 0`,
       `word."isWord" and strpos(${plain(columns.email)}, ${plain('word.typed')}) > 0`,
       ...(columns.code ? [`strpos(${columns.code}, word.code) > 0`] : []),
       ...columns.ids.map((id) => `strpos(replace(${id}::text, '-', ''), word."idPart") > 0`),
     ]
       .map((found) => `not coalesce(${found}, false)`)
       .join(' and ')})`;

/** A name as it is looked for: small letters, without accents. Nearly all are ASCII already. */
const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), NFC)),
       'øłđðħı’', 'olddhi'''), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
   end`;
