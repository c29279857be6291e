import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { expect, it } from 'vitest';

it('writes numbers for people', () => {
  expect(
    [12345.6, 0.1234, 5.678, 99.96, 1000, 0, -2.5].map((value) => formatNumber(value)),
  ).toEqual(['12,346', '0.123', '5.68', '100', '1,000', '0', '-2.5']);
  expect(formatNumber(2, 2)).toBe('2.00');
  expect([undefined, Number.NaN, Number.POSITIVE_INFINITY].map((one) => formatNumber(one))).toEqual(
    ['–', '–', '–'],
  );
});

it('writes times in the unit that suits them', () => {
  expect([0, 0.051, 1.24, 9.96, 340.2, 999.6, 2449, 99_960].map(formatMs)).toEqual([
    '0.0 ms',
    '0.05 ms',
    '1.2 ms',
    '10 ms',
    '340 ms',
    '1.0 s',
    '2.4 s',
    '100 s',
  ]);
  expect(formatMs(undefined)).toBe('–');
});

it('aligns a table for the terminal and removes control characters', () => {
  const table = renderTable(
    ['what', 'count'],
    [
      ['held', '1,000'],
      ['sold \u001b[31mout', '7'],
    ],
    [1],
  );
  expect(table.split('\n')).toEqual([
    'what           count',
    '─────────────  ─────',
    'held           1,000',
    'sold  [31mout      7',
  ]);
});
