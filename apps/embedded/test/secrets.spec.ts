import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSecrets } from '../src/secrets.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onsale-secrets-'));
  file = join(folder, 'secrets.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('secrets are generated once, readable only by their owner', async () => {
  const made = await loadSecrets(folder);
  expect(await loadSecrets(folder)).toEqual(made);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(made.operatorToken).toMatch(/^[!-~]{32,200}$/);
});

it('secrets that several starts make at once are the same for all of them', async () => {
  const shared = await mkdtemp(join(tmpdir(), 'onsale-secrets-'));
  const all = await Promise.all(Array.from({ length: 4 }, () => loadSecrets(shared)));
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await readdir(shared)).toEqual(['secrets.json']);
  await rm(shared, { recursive: true });
});

it('no two secrets are the same, within an install or of two', async () => {
  const folders = [join(folder, 'one'), join(folder, 'two')];
  const made = await Promise.all(
    folders.map(async (one) => {
      await mkdir(one);
      return loadSecrets(one);
    }),
  );
  const values = made.flatMap((secrets) => Object.values(secrets));
  expect(values.length).toBeGreaterThan(6);
  expect(new Set(values).size).toBe(values.length);
});

it('secrets restored with wider permissions lose them at the next start', async () => {
  await loadSecrets(folder);
  await chmod(file, 0o644);
  await loadSecrets(folder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.runIf(process.getuid?.() === 0)('no other user of the machine can read secrets', async () => {
  await loadSecrets(folder);
  await chmod(folder, 0o755);
  const asNobody = { uid: 65_534, gid: 65_534 };
  expect(execFileSync('ls', [folder], asNobody).toString()).toContain('secrets.json');
  expect(() => execFileSync('cat', [file], { ...asNobody, stdio: 'pipe' })).toThrow(
    /Permission denied/,
  );
});

it('secrets of an older version stay, and the operator token is added', async () => {
  const { operatorToken, ...old } = await loadSecrets(folder);
  await writeFile(file, JSON.stringify(old));
  await chmod(file, 0o600);
  const { operatorToken: added, ...kept } = await loadSecrets(folder);
  expect(kept).toEqual(old);
  expect(added).toMatch(/^[!-~]{32,200}$/);
  expect(added).not.toBe(operatorToken);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ ...old, operatorToken: added });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.each(['{}', '[1]', 'null', '"x"', '', '{ "sessionPrivateKey": "x" }'])(
  'secrets that lack a key are never generated again: %j',
  async (text) => {
    await writeFile(file, text);
    await expect(loadSecrets(folder)).rejects.toThrow(/secrets\.json cannot be read.*backup/);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

it('unreadable secrets are never generated again', async () => {
  await writeFile(file, '{ "sessionPrivateKey": ');
  await expect(loadSecrets(folder)).rejects.toThrow(/secrets\.json cannot be read.*backup/);
  expect(await readFile(file, 'utf8')).toBe('{ "sessionPrivateKey": ');
});
