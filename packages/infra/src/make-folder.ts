import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and missing folders above it. Node's own recursive `mkdir` never returns if a
 * folder cannot be created in an existing one, such as `/proc`.
 * @param mode of each created folder
 * @throws the error of the system, which names the folder
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
      if (error.code !== 'EEXIST') throw error; // another process was faster
    });
  }
  // It exists; this throws if it is a file.
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
