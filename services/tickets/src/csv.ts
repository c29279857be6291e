import { currencyCodes } from '@onsale/contracts/money';
import { isId } from '@onsale/contracts/values';
import { dayPeriods, months, weekdays } from './words-of-time.js';

/** A text, or a time that spreadsheets should recognise as a time. */
export type CsvCell = string | { readonly time: string };

/**
 * One row of a spreadsheet: quoted cells, separated by tabs. Whether Excel splits cells at commas
 * or semicolons depends on the country; at tabs it always does, as do LibreOffice and Numbers.
 *
 * Formulas and numbers get an apostrophe in front, which makes them text: strangers type the names,
 * and the code 1234E-00012 is no number.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvRow = (cells: readonly CsvCell[]): string => `${cells.map(quoted).join('\t')}\r\n`;

/** In UTF-16, the only encoding for which Excel detects tabs and all letters on its own. */
export const csvBytes = (text: string): Buffer => Buffer.from(text, 'utf16le');

export const byteOrderMark = '\uFEFF';

const quoted = (cell: CsvCell) =>
  `"${(typeof cell === 'string' ? asText(cell) : cell.time).replaceAll('"', '""')}"`;

/** Formulas at the start, and after anything that some program may read as the border of a cell. */
const formulas = /(^|[;,|\t\r\n"])([\s\p{C}]*)(?=[=+\-@＝＋－﹣−﹢﹦﹫＠])/gu;

const asText = (text: string): string => {
  const defused = text.replace(formulas, "$1$2'");
  return defused === text && isValue(text) ? `'${text}` : defused;
};

/**
 * Digits and other characters of numbers, dates, times, amounts and percentages, also in East Asia.
 */
const number = /^[\p{Nd}\s\p{Sc}.,:;'’٫٬٪/()%‰^*_\-–eEdDaApPmM年月日時时分秒년월일시분초]*$/u;
/** Currency signs and words, in addition to the codes. */
const moneyWords = new Set(
  'kr kč zł ft lei lv лв дин ден руб р km rm rp fr sfr'
    .split(' ')
    .concat(currencyCodes.map((code) => code.toLowerCase())),
);
/** RFC 3339, with its letters. */
const instant = /^\d{4}-\d\d?-\d\d?T[\d:.,]+(Z|[+-][\d:]+)?$/i;
/** Japanese eras: 令和8年1月1日, R8.1.1. */
const reign = /^(?:明治|大正|昭和|平成|令和|[MTSHR](?=\p{Nd}+[./-]\p{Nd}))元?/iu;
/** Error values of Excel. */
const failures = /^#(n\/a|ref!|value!|div\/0!|num!|name\?|null!)$/i;
const truths = new Set(
  `true false wahr falsch vrai faux vero falso verdadero verdadeiro waar onwaar prawda fałsz sant falskt
   sann usann sand falsk tosi epätosi igaz hamis adevărat fals doğru yanlış yanliş pravda nepravda
   tõene väär истина ложь лъжа істина хибність αληθης ψευδης`.split(/\s+/),
);

/** Letters with their marks; the dots of abbreviations are taken out before. */
const letters = /[\p{L}\p{M}]+/gu;
const dotsInWords = /(?<=\p{L}\p{M}*)\.(?=\p{L})/gu;
/** Small words within dates: 1 de marzo de 2027. */
const fillers = new Set(['de', 'den', 'of']);
const mostWords = 3;

function isValue(text: string): boolean {
  // Some have no other letters than numbers and times: a, d, e, p.
  if (isId(text)) return false;
  const shown = text
    .replace(/^[\s\p{C}]+|[\s\p{C}]+$/gu, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => wide.normalize('NFKC'))
    .toLowerCase();
  if (truths.has(shown) || failures.test(shown)) return true;
  if (!/\p{Nd}/u.test(shown)) return false;
  if (instant.test(shown) || number.test(shown.replace(reign, ''))) return true;
  const plain = shown.replace('r$', '$').replace(dotsInWords, '');
  const words = plain.match(letters)?.filter((word) => !fillers.has(word)) ?? [];
  const figures = plain.replace(letters, ' ');
  if (words.length > mostWords || !number.test(figures)) return false;
  if (!words.every((word) => isUnit(word) || weekdays.has(word))) return false;
  // "Mon 1.3.2027" is a date, and "Friday 13" may be a name.
  return words.length === 0 || words.some(isUnit) || /\p{Nd}[^\p{Nd}]+\p{Nd}/u.test(figures);
}

/** The beginning of a month in any language, a half of the day, or a currency. */
const isUnit = (word: string) =>
  months.has(word.slice(0, 3)) || dayPeriods.has(word) || moneyWords.has(word);
