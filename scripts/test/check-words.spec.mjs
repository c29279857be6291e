import { expect, test } from 'vitest';
import { findAvoided, findInName, readAvoided, replaceAvoided } from '../check-words.mjs';

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
  const manifest = 'a: 1\n# The caller is\n# told later.\n';
  expect(find('deploy/a.yaml', manifest)).toMatchObject([{ line: 2, word: 'is told' }]);
});

test.each([
  ['deploy/compose.yaml', '# Somebody waits.\n'],
  ['deploy/prometheus/alerts.yaml', 'summary: Somebody waits\n'],
  ['deploy/Dockerfile', '# Somebody waits.\nFROM base\n'],
  ['deploy/secrets.sh', 'echo "Somebody waits"\n'],
  ['deploy/k8s/base/settings/auth.env', '# Somebody waits.\nA=1\n'],
  ['deploy/compose/nginx.conf', '# Somebody waits.\n'],
  ['.ci/run', '# Somebody waits.\n'],
  ['.github/workflows/ci.yaml', '- name: somebody waits\n'],
  ['deploy/grafana/onsale.json', '{ "description": "Somebody waits" }\n'],
])('a word to avoid is found in %s: %j', (path, text) => {
  expect(find(path, text)).toMatchObject([{ path, line: 1 }]);
});

test('a word to avoid is found in the name of a file or a folder, and not in a part of a word', () => {
  const words = [
    { word: 'called off', use: 'cancel' },
    { word: 'time-out', use: 'timeout' },
  ];
  const names = ['tools/a/called-off.ts', 'time-out/a.ts', 'a/Time_Out.md', 'a/timeout.ts'];
  expect(names.flatMap((path) => findInName(path, words)).map(({ path }) => path)).toEqual(
    names.slice(0, 3),
  );
  expect(findInName('tools/recalled-off/a.ts', words)).toEqual([]);
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
