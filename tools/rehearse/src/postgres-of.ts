import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the PostgreSQL of a data folder keeps its files; another folder when that one is closed. */
export async function postgresFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'postgres');
  const elsewhere = await readFile(join(folder, 'location'), 'utf8').catch(() => undefined);
  return elsewhere?.trim() ?? folder;
}

/** The running PostgreSQL of a data folder; undefined when there is none to be found. */
export async function runningPostgres(
  dataFolder: string,
): Promise<{ pid: number; url(database: string): string } | undefined> {
  try {
    const cluster = join(await postgresFolder(dataFolder), 'cluster');
    const [pid, , , port] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    const password = await readFile(join(dataFolder, 'postgres', 'password'), 'utf8');
    return {
      pid: Number(pid),
      url: (database) =>
        `postgres://onsale:${password.trim()}@127.0.0.1:${Number(port)}/${database}`,
    };
  } catch {
    return undefined; // no such folder, not ours to read, or PostgreSQL does not run
  }
}
