import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { amounts, rates } from '../src/limits.js';
import { allRoutes } from '../src/routes.js';

const docs = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
const [, settings = '', fixed = '', ofRoutes = ''] = docs.split(/^## .*$/m);
const rowsOf = (section: string) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

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

describe('the limits of routes in docs/limits.md', () => {
  const writing = allRoutes.filter(({ method }) => method !== 'GET');

  it('name every route that writes, and no other', () => {
    const places = writing.map(({ method, path }) => `\`${method} ${path}\``);
    expect(
      rowsOf(ofRoutes)
        .map(([place]) => place)
        .sort(),
    ).toEqual(places.sort());
  });

  it('are limits of the tables above, except where nobody can write without a signature', () => {
    const known = [...rowsOf(settings), ...rowsOf(fixed)].map(([what = '']) => what);
    for (const [place, limits = ''] of rowsOf(ofRoutes)) {
      if (place === '`POST /api/payments/webhooks/:provider`') continue;
      const named = limits.split('; ').map((limit) => limit.split(':')[0] ?? '');
      const unknown = named.filter((name) => !known.some((what) => what.startsWith(name)));
      expect([place, unknown]).toEqual([place, []]);
    }
  });
});
