import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../src/index.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onsale-folder-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a folder', () => {
  it('is created with its parents, even by several processes at once', async () => {
    const path = join(root, 'a/b/c');
    await Promise.all([makeFolder(path, 0o711), makeFolder(path, 0o711), makeFolder(path)]);
    expect((await stat(path)).isDirectory()).toBe(true);
    await makeFolder(path);
    await makeFolder(join(root, 'private'), 0o700);
    expect((await stat(join(root, 'private'))).mode & 0o777).toBe(0o700);
  });

  it('is not created where a file is in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(root, 'file/below'))).rejects.toThrow('ENOTDIR');
  });

  it.runIf(existsSync('/proc/self'))('is refused in a place where it cannot exist', async () => {
    await expect(makeFolder('/proc/onsale/data')).rejects.toThrow(
      "ENOENT: no such file or directory, mkdir '/proc/onsale'",
    );
  });
});
