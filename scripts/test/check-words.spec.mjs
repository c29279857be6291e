import { expect, test } from 'vitest';
import { findAvoided, readAvoided, replaceAvoided } from '../check-words.mjs';

const avoided = readAvoided(`
## Words to avoid

| avoid | use |
|---|---|
| \`somebody\` | **someone** |
| \`is told\`, \`are told\` | receives, is notified |

## After it

| \`event\` | not in the table |
`);
const find = (path, text) => findAvoided(path, text, avoided);

test('the glossary lists each word with its replacement', () => {
  expect(avoided).toEqual([
    { word: 'somebody', use: 'someone', plain: 'someone' },
    { word: 'is told', use: 'receives, is notified', plain: undefined },
    { word: 'are told', use: 'receives, is notified', plain: undefined },
  ]);
});

test('a word to avoid is found in comments, texts and docs, with its line', () => {
  const code = "const a = 1;\n// Somebody waits.\nthrow new Error('it is told again');\n";
  expect(find('services/a/src/a.ts', code)).toMatchObject([
    { path: 'services/a/src/a.ts', line: 2, word: 'Somebody', use: 'someone' },
    { line: 3, word: 'is told' },
  ]);
  expect(find('docs/a.md', 'Somebody waits.\n')).toMatchObject([{ line: 1 }]);
});

test('a phrase is found across the lines of a comment', () => {
  const code = '/**\n * The caller is\n * told later.\n */\n';
  expect(find('a.ts', code)).toMatchObject([{ line: 2, word: 'is told' }]);
});

test('the name of a test is prose, and its other strings are not', () => {
  const code = "it('somebody waits', () => {\n  type('somebody typed this');\n});\n";
  expect(find('services/a/test/a.spec.ts', code)).toMatchObject([{ line: 1 }]);
});

test('identifiers, wire names, code in docs and allowed lines are left alone', () => {
  const code =
    "const somebody = 'somebody';\nconst isTold = somebodyElse;\n// somebody, words: allow\n";
  expect(find('services/a/src/a.ts', code)).toEqual([]);
  expect(find('docs/a.md', 'The type `somebody`.\n\n```sh\nsomebody\n```\n')).toEqual([]);
});

test('a plain replacement keeps the capital, and other findings stay', () => {
  const text = '// Somebody or somebody is told.\n';
  expect(replaceAvoided(text, find('a.ts', text))).toBe('// Someone or someone is told.\n');
});
