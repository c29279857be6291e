import { expect, it } from 'vitest';
import { documentedIn, findUndocumented } from '../check-settings.mjs';

const table = (...cells) =>
  `| variable | default | what |\n|---|---|---|\n${cells.map((cell) => `| ${cell} | \`1\` | x |\n`).join('')}`;
const find = (markdown, path, text) => findUndocumented(markdown, [{ path, text }]);

it('check-settings reads the variables of the tables, and no other words in them', () => {
  const markdown = `${table('`PORT`', '`A_B`, `npm_c`', '`everyone`', '`4242 4242`')}\`NO_ROW\` | x |`;
  expect(documentedIn(markdown)).toEqual(['PORT', 'A_B', 'npm_c']);
});

it.each([
  ['packages/a/src/a.ts', "integer('ONSALE_NEW', { min: 0 })"],
  ['packages/a/src/a.ts', "text(\n  'API_NEW',\n  {})"],
  ['services/a/src/a.ts', "const key = { env: 'ONSALE_NEW' };"],
  ['apps/web/server.mjs', "const port = process.env.API_NEW ?? '1';"],
  ['apps/web/server.mjs', 'process.env.API_NEW ??= 1;'],
  ['tools/a/src/a.ts', 'const { PORT, API_NEW: url } = environment;'],
  ['tools/a/src/help.ts', 'const help = `Set ONSALE_NEW to 1`;'],
  ['deploy/Dockerfile', 'ENV PORT=1 \\\n    ONSALE_NEW=1'],
  ['deploy/compose.yaml', `ports: ["\${API_NEW:-80}:80"]`],
  ['deploy/compose.yaml', '    environment:\n      API_NEW: http://{service}'],
  ['deploy/k8s/base/a.yaml', '- { name: API_NEW, value: x }'],
  ['deploy/k8s/base/a.yaml', '            - name: ONSALE_NEW\n'],
  ['deploy/k8s/base/settings/a.env', '# What it is for.\nAPI_NEW=1\n'],
  ['deploy/a.sh', 'folder=$API_NEW'],
  ['docs/a.md', 'Set `ONSALE_NEW`.'],
])('check-settings finds a variable of %s that no table has: %j', (path, text) => {
  const problems = find(table('`PORT`'), path, `${text}\nprocess.env.PORT`);
  expect(problems[0]).toMatch(new RegExp(`^${path}: (ONSALE|API)_NEW is in no table`));
});

it('check-settings finds a row that nothing reads, also when a manifest still sets it', () => {
  const nothing = ['docs/settings.md: nothing reads ONSALE_OLD'];
  const markdown = table('`ONSALE_OLD`');
  expect(find(markdown, 'packages/a/src/a.ts', '// ONSALE_OLD is gone')).toEqual(nothing);
  expect(find(markdown, 'deploy/k8s/base/settings/a.env', 'ONSALE_OLD=1')).toEqual(nothing);
  expect(find(markdown, 'packages/a/test/a.spec.ts', 'process.env.ONSALE_OLD')).toEqual(nothing);
});

it('check-settings takes a name that is put together for each that fits, and a set one for read by an image of others', () => {
  const template = `text(\`ONSALE_\${service.toUpperCase()}_URL\`, {})`;
  expect(find(table('`ONSALE_A_URL`, `ONSALE_B_URL`'), 'packages/a/src/a.ts', template)).toEqual(
    [],
  );
  expect(find(table('`REDIS_PASSWORD`'), 'deploy/a.yaml', '- name: REDIS_PASSWORD')).toEqual([]);
});

it('check-settings finds a variable in two rows', () => {
  expect(find(table('`PORT`', '`PORT`'), 'apps/a/src/a.ts', 'process.env.PORT')).toEqual([
    'docs/settings.md: PORT has more than one row',
  ]);
});

it('check-settings leaves the variables of tests, and what is only assigned, to themselves', () => {
  const text = 'process.env.ONSALE_TEST_LOG; process.env.NEXT_X = 1; process.env.PORT === 1';
  expect(find(table('`PORT`'), 'apps/a/src/a.ts', text)).toEqual([
    'apps/a/src/a.ts: ONSALE_TEST_LOG is in no table of docs/settings.md',
  ]);
  expect(find('', 'packages/testing/src/a.ts', text)).toEqual([]);
  expect(find('', 'apps/a/test/a.spec.ts', 'process.env.CHROMIUM')).toEqual([]);
});
