import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

it('secrets are made once, for the eyes of their owner alone', async () => {
  const made = await loadSecrets(folder);
  expect(await loadSecrets(folder)).toEqual(made);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(made.operatorToken).toMatch(/^[!-~]{32,200}$/);
});

it('what an older version has kept stays, and gets the operator token it did not know', async () => {
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

it('secrets that cannot be read are never made again', async () => {
  await writeFile(file, '{ "sessionPrivateKey": ');
  await expect(loadSecrets(folder)).rejects.toThrow(/secrets\.json cannot be read.*backup/);
  expect(await readFile(file, 'utf8')).toBe('{ "sessionPrivateKey": ');
});
