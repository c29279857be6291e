import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

/** Folders of migrations, and what docs/operations.md calls the place of their tables. */
const places = [
  ...readdirSync(new URL('services/', root)).map((name) => [
    `services/${name}/migrations/`,
    `\`${name}\``,
  ]),
  ['packages/runtime/migrations/', 'all: '],
  ['packages/infra/migrations/bus/', 'the bus: '],
];

it('docs/operations.md names the limit of every table', () => {
  const text = readFileSync(new URL('docs/operations.md', root), 'utf8');
  const section = /^## What grows\n([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| .+ \| (.+) \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  const missing = places.flatMap(([folder, place]) =>
    tablesOf(new URL(folder, root))
      .filter(
        (table) =>
          !rows.some(([, where]) => where.includes(place) && where.includes(`\`${table}\``)),
      )
      .map((table) => `${place} ${table}`),
  );
  expect(missing).toEqual([]);
});

function tablesOf(folder) {
  let files;
  try {
    files = readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((name) => name.endsWith('.sql'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/^create table (\w+)/gm),
    ])
    .map(([, table]) => table);
}
