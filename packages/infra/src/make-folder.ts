import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own recursive `mkdir` never ends where
 * a folder cannot be made although the one above is there, as under `/proc`.
 * @param mode of each folder that is made
 * @throws the system's error, which names the folder
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await exists(folder))) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const each of missing.reverse()) {
    await mkdir(each, mode).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // made by someone else meanwhile
    });
  }
  // A file is in the way.
  if (missing.length === 0) await mkdir(folder, { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
