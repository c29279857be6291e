// docs/security.md answers every requirement once, with tests that exist.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/security.md', root), 'utf8');

/** The requirements of ASVS 5.0.0, levels 1 and 2: the numbers in each section. */
const requirements = `
1.1.1,2 1.2.1,2,3,4,5,6,7,8,9 1.3.1,2,3,4,5,6,7,8,9,10,11 1.4.1,2,3 1.5.1,2 2.1.1,2,3 2.2.1,2,3
2.3.1,2,3,4 2.4.1 3.2.1,2 3.3.1,2,3,4 3.4.1,2,3,4,5,6 3.5.1,2,3,4,5 3.7.1,2 4.1.1,2,3 4.2.1
4.3.1,2 4.4.1,2,3,4 5.1.1 5.2.1,2,3 5.3.1,2 5.4.1,2,3 6.1.1,2,3 6.2.1,2,3,4,5,6,7,8,9,10,11,12
6.3.1,2,3,4 6.4.1,2,3,4 6.5.1,2,3,4,5 6.6.1,2,3 6.8.1,2,3,4 7.1.1,2,3 7.2.1,2,3,4 7.3.1,2
7.4.1,2,3,4,5 7.5.1,2 7.6.1,2 8.1.1,2 8.2.1,2,3 8.3.1 8.4.1 9.1.1,2,3 9.2.1,2,3,4 10.1.1,2
10.2.1,2 10.3.1,2,3,4 10.4.1,2,3,4,5,6,7,8,9,10,11 10.5.1,2,3,4,5 10.6.1,2 10.7.1,2,3 11.1.1,2
11.2.1,2,3 11.3.1,2,3 11.4.1,2,3,4 11.5.1 11.6.1 12.1.1,2,3 12.2.1,2 12.3.1,2,3,4 13.1.1
13.2.1,2,3,4,5 13.3.1,2 13.4.1,2,3,4,5 14.1.1,2 14.2.1,2,3,4 14.3.1,2,3 15.1.1,2,3 15.2.1,2,3
15.3.1,2,3,4,5,6,7 16.1.1 16.2.1,2,3,4,5 16.3.1,2,3,4 16.4.1,2,3 16.5.1,2,3 17.1.1 17.2.1,2,3,4
17.3.1,2
`
  .trim()
  .split(/\s+/)
  .flatMap((section) => {
    const [, start, last] = /^(\d+\.\d+\.)(.*)$/.exec(section);
    return last.split(',').map((number) => start + number);
  });

const rows = text
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, numbers]) => /^\d+\.\d+\.\d+/.test(numbers ?? ''));

describe('docs/security.md', () => {
  it('answers each requirement of levels 1 and 2 once, under its chapter', () => {
    expect(rows.flatMap(([, numbers]) => numbers.split(', ')).sort()).toEqual(
      [...requirements].sort(),
    );
    for (const chapter of text.split(/^## V/m).slice(1)) {
      const own = rows.filter((row) => chapter.includes(`| ${row[1]} |`));
      for (const [, numbers] of own) {
        for (const number of numbers.split(', ')) {
          expect(number.split('.')[0]).toBe(/^\d+/.exec(chapter)[0]);
        }
      }
    }
  });

  it.each(rows)('%s%s holds, in part, not, or does not apply, and says what', (...row) => {
    const [, , holds, what, shown] = row;
    expect(['yes', 'partly', 'no', 'does not apply']).toContain(holds);
    expect(what).toMatch(/\S/);
    expect(shown).toMatch(/^(–|`\S+`(, `\S+`)*)$/);
  });

  it('names tests that exist', () => {
    const named = rows.flatMap((row) => [...row[4].matchAll(/`([^`]+)`/g)].map(([, path]) => path));
    expect(named.length).toBeGreaterThan(100);
    const missing = named.filter((path) => !existsSync(fileURLToPath(new URL(path, root))));
    expect(missing).toEqual([]);
    expect(named.filter((path) => !/\/test\/.*\.spec\.m?ts$|\.spec\.mjs$/.test(path))).toEqual([]);
  });
});
