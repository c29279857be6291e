import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file of secrets that only its owner can read, whole or not at all: a lost key voids
 * everything signed with it.
 * @param over false: keeps a file that another start has made meanwhile and already uses
 * @returns whether it was written
 */
export async function writeSecretFile(
  file: string,
  content: string,
  { over }: { over: boolean },
): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await (over ? rename(draft, file) : link(draft, file));
    return true;
  } catch (error) {
    if (!over && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
