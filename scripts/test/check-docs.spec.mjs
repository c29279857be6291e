import { expect, it } from 'vitest';
import { findDeadPaths, findMarkers } from '../check-docs.mjs';

const paths = ['README.md', 'docs/a b.md', 'docs/deploy.md', 'services/orders/src/hold.ts'];
const dead = (text, path = 'README.md') =>
  findDeadPaths(
    [
      { path, text },
      {
        path: 'docs/deploy.md',
        text: '# Deploying\n\n## When NATS (2.x) fails\n## Twice\n## Twice',
      },
    ],
    paths,
  );

it('check-docs finds merge markers in any file, with their line', () => {
  const left = ['a', `${'<'.repeat(7)} HEAD`, 'b', '='.repeat(7), 'c', `${'>'.repeat(7)} other`];
  const found = findMarkers([{ path: 'docs/door.md', text: left.join('\r\n') }]);
  expect(found.map((one) => one.split(': ')[0])).toEqual([
    'docs/door.md:2',
    'docs/door.md:4',
    'docs/door.md:6',
  ]);
});

it('check-docs does not mistake rules, tables and comparisons for merge markers', () => {
  const text = `Title\n${'='.repeat(8)}\na ${'='.repeat(7)} b\n${'>'.repeat(7)}\n>> quoted`;
  expect(findMarkers([{ path: 'a.md', text }])).toEqual([]);
});

it('check-docs finds a path in a document that does not exist', () => {
  expect(dead('see `services/orders/src/gone.ts`')).toEqual([
    'README.md: `services/orders/src/gone.ts` does not exist',
  ]);
  expect(dead('see `services/*/src/gone.ts`, `services/<name>/src/gone.ts:12`')).toHaveLength(2);
});

it('check-docs knows files, folders, patterns, placeholders, and what a build makes', () => {
  const known = ['hold.ts', '', 'hold.ts:12', '*.ts'].map(
    (name) => `\`services/orders/src/${name}\``,
  );
  expect(
    dead(`${known.join(' ')} \`services/<service>/src\` \`services/orders/dist/main.js\``),
  ).toEqual([]);
});

it('check-docs ignores text that does not begin with a folder of the repository', () => {
  expect(
    dead('`text/event-stream` `/api/orders` `and/or` `GET /services/x` `~/services/x`'),
  ).toEqual([]);
});

it('check-docs finds a link to a file or to a heading that does not exist', () => {
  expect(dead('[a](docs/gone.md) [b](docs/deploy.md#gone) [c](#gone)')).toEqual([
    'README.md: the link to docs/gone.md leads nowhere',
    'README.md: the link to docs/deploy.md#gone leads to no heading',
    'README.md: the link to #gone leads to no heading',
  ]);
});

it('check-docs follows links from the folder of their document, and ignores other sites', () => {
  const text =
    '[a](deploy.md#when-nats-2x-fails) [b](../README.md) [c](a%20b.md) [d](https://example.org/x) [e](deploy.md#twice-1) [f](mailto:a@example.org)';
  expect(dead(text, 'docs/other.md')).toEqual([]);
});

it('check-docs ignores paths and links in a block of code', () => {
  expect(dead('```sh\ncat `services/gone.ts` [a](gone.md)\n```\n')).toEqual([]);
});
