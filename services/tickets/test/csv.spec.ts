import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRow } from '../src/csv.js';

/** Reads one row as a spreadsheet does that separates cells by `border`. */
function parseRow(row: string, border: string): string[] {
  const cells: string[] = [];
  let [cell, isQuoted] = ['', false];
  for (let at = 0; at < row.length; at += 1) {
    const one = row.charAt(at);
    if (one === '"' && isQuoted && row.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (one === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
    else if (!isQuoted && (one === border || one === '\r' || one === '\n')) {
      cells.push(cell);
      cell = '';
    } else cell += one;
  }
  return cells;
}

const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(...',;|"\r\n=+-@＝\t 1aE'), fc.string()),
});

test('every cell reads back, except for leading apostrophes', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (cells) => {
      const bare = (text: string) => text.replaceAll("'", '');
      const row = csvRow(cells);
      expect(row.endsWith('\r\n')).toBe(true);
      const read = parseRow(row.slice(0, -1), '\t');
      expect(read.map(bare)).toEqual(cells.map(bare));
    }),
  );
});

test('no cell is a formula, whichever separator the country uses', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (cells) => {
      for (const border of ['\t', ',', ';', '|']) {
        for (const cell of parseRow(csvRow(cells), border)) {
          expect(cell).not.toMatch(/^[\s\p{C}"]*[=+\-@＝＋－＠]/u);
        }
      }
    }),
  );
});

const read = (text: string) => parseRow(csvRow([text]), '\t')[0];

test.each(['01a22253-6437-7005-a5a6-9298d29d5d28', '01922253-6437-7005-9596-929812915128'])(
  'the id %s stays as it is, though it has no other letters than numbers and times',
  (id) => expect(read(id)).toBe(id),
);

test.each([
  '=1+1',
  '+49 40 1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '  =1',
  '＝1',
  '\n=1',
  '\u200b=1',
])('%j does not run as a formula', (text) => expect(read(text)).toMatch(/^[\s\p{Cf}]*'[=+\-@＝]/u));

test('a formula after another country’s separator does not run either', () => {
  expect(read('Eve;=HYPERLINK(A2);x')).toBe("Eve;'=HYPERLINK(A2);x");
  expect(read('Eve, +1')).toBe("Eve, '+1");
});

test.each([
  ...[
    '1234E-00012',
    '12345-67890',
    '007',
    '0049 40 123',
    '1.5',
    '1,5',
    '10%',
    '€ 5',
    '1/2',
    '１２',
  ],
  ...['12:30', '2026-12-17', '1. März', 'Mar 1', '3 mai', 'Dezember 2026', 'TRUE', 'wahr', '٣'],
  ...[
    '3月5日',
    '2026年1月1日',
    '12時30分',
    '5％',
    '٪5',
    'R$5',
    '5 kr',
    'kr 5',
    '5 Kč',
    'CHF 5',
    '5 eur',
  ],
  ...['#N/A', '#REF!', '#DIV/0!'],
  ...[
    '1. Mrz',
    '1 mrt 2027',
    '1 мая',
    '1 май',
    '1 Μάρτιος',
    '1 ΜΑΡ',
    '1 Μαΐου',
    '1 tháng 3',
    '3 ม.ค.',
  ],
  ...['1 de marzo de 2027', '1 مارس', '1 ספט', '2026年3月', 'Mar 1, 3:30 PM'],
  ...['2026-12-17T19:30', '2026-12-17T19:30:00Z', '2026-12-17t19:30:00.5+01:00'],
  ...['Monday, March 1, 2027', 'Mon 1.3.2027', 'Fr. 13. Mai', 'vr 1 mei', 'пн 1 мар. 2027'],
  ...['午後3:00', '오후 3:00', '3:00 μ.μ.', '3:00 ب.ظ', '下午3:30'],
  ...['令和8年1月1日', '令和元年5月1日', 'R8.1.1', 'H30/5/1'],
  ...['SAND', 'DOĞRU', 'YANLIŞ', 'PRAVDA', 'Igaz', 'ΑΛΗΘΗΣ'],
])('%j is text and no number, day or truth', (text) => expect(read(text)).toBe(`'${text}`));

test.each([
  'Ann-Marie',
  'a=b',
  'me@example.org',
  "O'Neil",
  '',
  'Row 12',
  'Q1',
  'VIP 5',
  '#1 fan',
  '李3',
  '7K3PX-9QM2D',
  'May Smith',
  'Sandra',
  'T1',
  'R2-D2',
  'Friday 13',
  'Studio 1 A',
  'Sat 5',
  'Club 27',
  'Apollo 11',
  'Table 4, Anna',
])('%j stays as it is', (text) => expect(csvRow([text, 'x'])).toBe(`"${text}"\t"x"\r\n`));

test('a time that we write stays a time', () => {
  expect(csvRow([{ time: '2026-12-17 19:30:00' }])).toBe('"2026-12-17 19:30:00"\r\n');
});
