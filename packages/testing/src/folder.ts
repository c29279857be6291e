import { constants } from 'node:fs';
import { access, chmod, mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm';
const neededBytes = 4 * 2 ** 30;

/**
 * A new folder for the data of servers that a test starts; the test deletes it. It is in memory if
 * there is enough: a database has hundreds of files, and creating it there takes a tenth of the
 * time.
 * @param options `runs`: programs in it are run, which memory may forbid (containers mount it noexec)
 */
export async function testFolder(
  name: string,
  { runs = false }: { readonly runs?: boolean } = {},
): Promise<string> {
  const parent = !runs && (await hasMemory()) ? inMemory : tmpdir();
  const folder = await mkdtemp(join(parent, `onsale-${name}-`));
  await chmod(folder, 0o711); // for root: PostgreSQL's account must be able to enter
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
