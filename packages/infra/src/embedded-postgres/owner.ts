import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadyMessage } from './failures.js';
import { processStart } from './processes.js';

/**
 * Makes this process the only owner of `dataDir`, and takes over from a dead process.
 * @returns a function that releases it
 *
 * Claims are numbered, and the highest number owns the folder. Creating a number is atomic and no
 * number is used twice, so of two processes that find a dead owner only one wins.
 *
 * @throws if a running process owns the folder
 */
export async function claimDataFolder(dataDir: string): Promise<() => Promise<void>> {
  const claim = JSON.stringify({ pid: process.pid, start: processStart(process.pid) });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const last = (await claimNumbers(dataDir)).at(-1) ?? 0;
    if (last > 0) {
      const pid = await livingOwner(claimPath(dataDir, last));
      if (pid !== undefined) {
        throw new ReadyMessage(
          `The data folder ${dataDir} is already in use by another Onsale (pid ${pid}). ` +
            'Stop that one first, or set ONSALE_DATA to another folder and PORT to another port.',
        );
      }
    }
    const mine = claimPath(dataDir, last + 1);
    if (!(await createWhole(mine, claim))) continue;
    const numbers = await claimNumbers(dataDir);
    if (numbers.at(-1) !== last + 1) {
      await rm(mine, { force: true });
      continue;
    }
    const older = numbers.slice(0, -1);
    await Promise.all(older.map((number) => rm(claimPath(dataDir, number), { force: true })));
    // Emptied, not removed: the number must stay taken.
    return () => writeFile(mine, '{}');
  }
  throw new ReadyMessage(
    `Too many processes are starting on the data folder ${dataDir}. Try again.`,
  );
}

/** Pid of the running process that owns `dataDir`; undefined: no owner. */
export async function ownerOf(dataDir: string): Promise<number | undefined> {
  const last = (await claimNumbers(dataDir)).at(-1);
  return last === undefined ? undefined : livingOwner(claimPath(dataDir, last));
}

function claimPath(dataDir: string, number: number): string {
  return join(dataDir, `owner.${number}.json`);
}

async function claimNumbers(dataDir: string): Promise<number[]> {
  const names = await readdir(dataDir);
  const numbers = names.map((name) => Number(/^owner\.(\d+)\.json$/.exec(name)?.[1] ?? 0));
  return numbers.filter((number) => number > 0).sort((a, b) => a - b);
}

/** Creates `path` with its content in one step; false when it exists already. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content);
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function livingOwner(path: string): Promise<number | undefined> {
  try {
    const { pid, start } = JSON.parse(await readFile(path, 'utf8')) as {
      pid?: number;
      start?: string;
    };
    return pid !== undefined && start !== undefined && processStart(pid) === start
      ? pid
      : undefined;
  } catch (error) {
    // A file cut off by a power cut, or removed by a new owner meanwhile, means no owner.
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
