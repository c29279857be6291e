/**
 * One row of a spreadsheet, RFC 4180.
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front, which makes it
 * text: names are typed by strangers.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvRow = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const formula = /^[\s\0]*[=+\-@\t\r\n＝＋－＠]/u;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
