import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const files = {
  'broken.spec.js': 'throw new Error("cannot be loaded");',
  'hook.spec.js': `describe('a database', () => {
    beforeAll(() => { throw new Error('no server'); });
    it('answers', () => {});
  });`,
  'late.spec.js': `it('forgets a promise', () => { void Promise.reject(new Error('too late')); });`,
  'mixed.spec.js': `describe('a sum', () => {
    it('is right', () => expect(1 + 1).toBe(2));
    it('is wrong', () => expect(1 + 1).toBe(3));
  });`,
};

it('a test run says again what failed: tests, hooks, files that cannot be loaded, forgotten promises', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-failures-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const failures = join(folder, 'failures.txt');
  const reporter = `--reporter=${path('scripts/test-failures.mjs')}`;
  const vitest = path('node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--globals', reporter, '--root', folder],
    { env: { ...process.env, ONSALE_TEST_FAILURES: failures } },
  );
  expect(status).toBe(1);
  const said = await readFile(failures, 'utf8');
  await rm(folder, { recursive: true });
  expect(said.split('\n').filter((line) => /^\S/.test(line))).toEqual(
    expect.arrayContaining([
      'broken.spec.js',
      'hook.spec.js > a database',
      'mixed.spec.js > a sum > is wrong',
      'Outside of tests',
    ]),
  );
  for (const message of ['cannot be loaded', 'no server', 'expected 2 to be 3', 'too late']) {
    expect(said).toContain(message);
  }
});
