import { constants } from 'node:fs';
import { access, chmod, mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm';
const neededBytes = 4 * 2 ** 30;

/**
 * A new folder for the data of servers that a test starts, and deletes. It is in memory where there
 * is plenty: a database is hundreds of files, and to make one takes a tenth of the time there.
 */
export async function testFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join((await hasMemory()) ? inMemory : tmpdir(), `onsale-${name}-`));
  await chmod(folder, 0o711); // as root, PostgreSQL's account must be able to pass through
  return folder;
}

async function hasMemory(): Promise<boolean> {
  try {
    await access(inMemory, constants.W_OK);
    const { bavail, bsize } = await statfs(inMemory);
    return Math.min(bavail * bsize, freemem()) > neededBytes;
  } catch {
    return false;
  }
}
