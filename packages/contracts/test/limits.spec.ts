import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { amounts, rates } from '../src/limits.js';

const docs = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
const [, fixed = ''] = docs.split('## Limits that are fixed');

const words: Readonly<Record<number, string>> = { 60: 'a minute', 3600: 'an hour' };
const within = (seconds: number) => words[seconds] ?? `${seconds / 60} minutes`;

it('docs/limits.md lists exactly the limits that are fixed', () => {
  const rows = [
    ...Object.values(rates).map(
      ({ what, per, max, windowSeconds }) =>
        `| ${what} | ${per} | ${max} | ${within(windowSeconds)} |`,
    ),
    ...Object.values(amounts).map(
      ({ what, per, max }) => `| ${what} | ${per} | ${max} | at once |`,
    ),
  ];
  const [, , ...listed] = fixed.split('\n').filter((line) => line.startsWith('|'));
  expect(listed).toEqual(rows);
});
