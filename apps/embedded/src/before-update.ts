import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUp, unfinished } from '@onsale/backup';
import {
  busMigrations,
  canRunPostgres,
  deadLetterMigrations,
  inspectEmbeddedPostgres,
  postgresMajorOf,
  shippedPostgresMajor,
} from '@onsale/infra';
import { openServer } from '@onsale/install';
import { runtimeMigrations, version } from '@onsale/runtime';
import { services } from './settings.js';
import { writeSecretFile } from './write-secret-file.js';

const madeHere = /^before-update-[\dT]{15}\.backup$/;

/**
 * Backs the databases of an install up before a version with other migrations or another
 * PostgreSQL changes them: a copy in `backups` in its data folder is the way back. It is made once
 * for each version.
 * @param keep how many of these backups stay; 0: none is made
 * @throws Error when the backup fails, so that this version does not start
 */
export async function backUpBeforeUpdate(
  folder: string,
  options: {
    readonly keep: number;
    /** Empty: the backups are not encrypted. */
    readonly passphrase: string;
    readonly progress: (step: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const ranBy = join(folder, 'ran-by.json');
  const migrations = await migrationsOf();
  const now = JSON.stringify({ version, migrations, postgres: await shippedPostgresMajor() });
  const before = await readFile(ranBy, 'utf8').catch(() => undefined);
  if (before === now) return;
  const dataDir = join(folder, 'postgres');
  // Another Onsale uses this data, so this start will fail: it is no update yet.
  if ((await inspectEmbeddedPostgres(dataDir))?.ownerPid !== undefined) return;
  const major = await postgresMajorOf(dataDir);
  // Files of an unknown PostgreSQL stay unchanged: the start itself refuses them and says why.
  if (major !== undefined && !(await canRunPostgres(major))) return;
  if (options.keep > 0 && major !== undefined) await copy(folder, options);
  // Written before anything changes: a start that fails from here on must not replace this backup.
  await writeSecretFile(ranBy, now, { over: true });
}

async function copy(
  folder: string,
  { keep, passphrase, progress, signal }: Parameters<typeof backUpBeforeUpdate>[1],
): Promise<void> {
  const backups = join(folder, 'backups');
  const at = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const file = join(backups, `before-update-${at}.backup`);
  progress(`Backing up before the update, to ${file}`);
  const fail = (error: unknown, advice = ''): never => {
    if (signal.aborted) throw error;
    throw new Error(
      `A different version ran here last, and no backup could be made before this one changes the databases: ${(error as Error).message}${advice}`,
      { cause: error },
    );
  };
  // Without a server there is no update without a backup either.
  const { server, close } = await openServer(folder, { tell: progress, signal }).catch(fail);
  try {
    await mkdir(backups, { recursive: true, mode: 0o700 });
    await remove(backups, (name) => name.endsWith(unfinished));
    await backUp({ ...{ folder, server, file, signal }, passphrase: passphrase || undefined });
    const made = (await readdir(backups)).filter((name) => madeHere.test(name)).sort();
    const old = new Set(made.slice(0, -keep));
    await remove(backups, (name) => old.has(name));
  } catch (error) {
    fail(error, ' To update without a backup: ONSALE_UPDATE_BACKUPS=0');
  } finally {
    await close();
  }
}

async function remove(folder: string, which: (name: string) => boolean): Promise<void> {
  const names = (await readdir(folder)).filter(which);
  for (const name of names) await rm(join(folder, name), { force: true });
}

/** Changes whenever any service gets a new migration. */
async function migrationsOf(): Promise<string> {
  const folders = [
    ...services.map(({ migrations }) => migrations),
    ...[runtimeMigrations, busMigrations.dir, deadLetterMigrations.dir],
  ];
  const names = await Promise.all(folders.map(async (dir) => (await readdir(dir)).sort()));
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
}
