import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRow } from '../src/csv.js';

/** Reads one row as RFC 4180 says. */
function parseRow(row: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let match = cell.exec(row); match; match = cell.exec(row)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') break;
  }
  expect(cell.lastIndex).toBe(row.length);
  return cells;
}

test('every cell reads back, but for the apostrophe before a formula', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(',', '"', '\r', '\n', '=', '\t', ' '), fc.string()),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (cells) => {
      const read = parseRow(csvRow(cells));
      expect(read.map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell))).toEqual(cells);
    }),
  );
});

test.each(['=1+1', '+49 40 1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '\n=1'])(
  '%j does not run as a formula',
  (text) => expect(parseRow(csvRow([text]))).toEqual([`'${text}`]),
);

test.each(['Ann-Marie', 'a=b', 'me@example.org', '3 + 4', "O'Neil", ''])(
  '%j stays as it is',
  (text) => expect(csvRow([text, 'x'])).toBe(`${text},x\r\n`),
);
