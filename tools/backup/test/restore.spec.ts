import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimDataFolder, processStart, startEmbeddedPostgres } from '@onsale/infra';
import { eventually, runTool, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../src/back-up.js';
import { claimDraft } from '../src/draft.js';
import { restore } from '../src/restore.js';

const isRoot = process.getuid?.() === 0;
const canMount = process.platform === 'linux' && isRoot;
const marker = 'made-by-a-restore';

let folder: string;
/** A backup of a PostgreSQL without any database of Onsale. */
let file: string;
let to: string;
let draft: string;
/** A folder that no restore has anything to do with. */
let others: string;

beforeAll(async () => {
  folder = await testFolder('restore');
  file = join(folder, 'small.backup');
  const from = join(folder, 'from');
  const dataDir = join(from, 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  await backUp({ folder: from, server, file }).finally(() => server.stop());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  const base = join(folder, randomUUID().slice(0, 8));
  to = join(base, 'install');
  draft = `${to}.restoring`;
  others = join(base, 'others');
  await mkdir(others, { recursive: true });
  await chmod(base, 0o711);
  await writeFile(join(others, 'kept'), '');
});

const restoreIt = (tell: (step: string) => void = () => undefined) =>
  restore(file, to, { tell, passphrase: async () => '' });
const keeps = async (path: string) => expect(await readdir(path)).toContain('kept');

/** Leaves a draft as a killed restore does, with this text in `location`. */
async function leaveDraft(location: string): Promise<void> {
  await mkdir(join(draft, 'postgres'), { recursive: true });
  await writeFile(join(draft, marker), '');
  await writeFile(join(draft, 'postgres', 'location'), `${location}\n`);
}

async function mounted(what: readonly string[], at: string, use: () => Promise<void>) {
  await mkdir(at, { recursive: true });
  execFileSync('mount', [...what, at]);
  try {
    await use();
  } finally {
    execFileSync('umount', [at]);
  }
}

it('a restore leaves nothing but the install', async () => {
  await restoreIt();
  expect(await readdir(to)).toEqual(['postgres']);
  expect(existsSync(draft)).toBe(false);
});

describe('a restore deletes no folder that no restore has made:', () => {
  it('one of the name in which it builds, a copied install say', async () => {
    await leaveDraft(others);
    await rm(join(draft, marker));
    await expect(restoreIt()).rejects.toThrow(`builds in ${draft}, which no restore has made`);
    expect(await readdir(draft)).toEqual(['postgres']);
    await keeps(others);
  });

  it('one that is named in what was left', async () => {
    await leaveDraft(others);
    await writeFile(join(others, 'origin'), `${join(to, 'postgres')}\n`);
    await restoreIt();
    await keeps(others);
  });

  it('one that a link leads to', async () => {
    await symlink(others, draft);
    await expect(restoreIt()).rejects.toThrow('is a link or a file');
    await rm(draft);
    await leaveDraft(others);
    await rm(join(draft, 'postgres'), { recursive: true });
    await symlink(others, join(draft, 'postgres'));
    await restoreIt();
    await keeps(others);
  });

  it.runIf(isRoot)('one of another user', async () => {
    await leaveDraft(others);
    await chown(draft, 12_345, 12_345);
    await expect(restoreIt()).rejects.toThrow('belongs to another user (uid 12345)');
    await keeps(others);
  });

  it.runIf(isRoot)('one that holds the files of another install', async () => {
    const elsewhere = `/var/lib/onsale/data-test-${randomUUID()}`;
    await mkdir(elsewhere, { recursive: true });
    try {
      await writeFile(join(elsewhere, 'origin'), `${join(others, 'postgres')}\n`);
      await leaveDraft(elsewhere);
      await restoreIt();
      expect(await readdir(elsewhere)).toEqual(['origin']);
      await rm(to, { recursive: true });
      await writeFile(join(elsewhere, 'origin'), `${join(to, 'postgres')}\n`);
      await leaveDraft(elsewhere);
      await restoreIt();
      expect(existsSync(elsewhere)).toBe(false);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});

describe('a folder that cannot be replaced is refused before anything is done', () => {
  const isRefused = async (is: string) => {
    await expect(restoreIt()).rejects.toThrow(
      `${to} is ${is}, and a restore puts a new folder in its place. Name a folder in it: --data ${to}/onsale.`,
    );
    expect(existsSync(draft)).toBe(false);
  };

  it('because it is a link', async () => {
    await rm(join(others, 'kept'));
    await symlink(others, to);
    await isRefused('a link');
    await rm(others, { recursive: true });
    await isRefused('a link');
  });

  it.runIf(canMount)('because a disk is mounted there, or a folder', async () => {
    await rm(join(others, 'kept'));
    await mounted(['-t', 'tmpfs', 'tmpfs'], to, () => isRefused('a disk of its own'));
    await mounted(['--bind', others], to, () => isRefused('a disk of its own'));
  });
});

describe('the room is measured', () => {
  const small = ['-t', 'tmpfs', '-o', 'size=20m,mode=711', 'tmpfs'];

  it.runIf(canMount)('on the disk of the data folder', async () => {
    const disk = join(folder, 'small disk');
    await mounted(small, disk, async () => {
      to = join(disk, 'install');
      await expect(restoreIt()).rejects.toThrow(/small disk has 20 MB free, and .* needs \d+ MB\./);
      expect(await readdir(disk)).toEqual([]);
    });
  });

  it.runIf(canMount)("and where PostgreSQL's files are, if that is another", async () => {
    const disk = join(folder, 'closed disk');
    await mounted(small, disk, async () => {
      await chmod(disk, 0o700);
      to = join(disk, 'install');
      await restoreIt();
      const elsewhere = await readFile(join(to, 'postgres', 'location'), 'utf8');
      await rm(elsewhere.trim(), { recursive: true });
    });
  });
});

it('says what went wrong, also when the draft cannot be deleted', async () => {
  const fails = () => {
    rmSync(draft, { recursive: true });
    throw Object.assign(new Error('the first reason'), { code: 'EIO' });
  };
  await expect(restoreIt(fails)).rejects.toThrow('the first reason');
});

it('no other restore takes a draft while it gets its name', async () => {
  for (let round = 0; round < 50; round += 1) {
    const { path, finish } = await claimDraft(to);
    await writeFile(join(path, 'kept'), '');
    let isNamed = false;
    const rival = async () => {
      while (!isNamed) {
        const taken = await claimDraft(to).catch(() => undefined);
        await taken?.discard();
      }
    };
    const rivals = Promise.allSettled(Array.from({ length: 4 }, rival));
    for (let step = 0; step < round; step += 1) await readdir(path); // each time at another step of theirs
    await finish().finally(() => {
      isNamed = true;
    });
    await rivals;
    await keeps(to);
    await rm(to, { recursive: true });
  }
});

it.runIf(canMount)('a draft is claimed for as long as it does not have its name', async () => {
  const { path, finish, discard } = await claimDraft(to);
  await writeFile(join(path, 'kept'), '');
  await mounted(['--bind', path], path, async () => {
    await expect(finish()).rejects.toThrow('EBUSY'); // what is mounted cannot be renamed
    // The next step of another restore, which has looked at the draft before.
    await expect(claimDataFolder(path)).rejects.toThrow('already in use');
    await keeps(path);
  });
  await discard();
});

it('the PostgreSQL of a killed restore is stopped before its files are deleted', async () => {
  const { child, ended } = runTool('restore', [file, '--data', to]);
  const pidFile = join(draft, 'postgres', 'cluster', 'postmaster.pid');
  const hasPidFile = (words: string) =>
    eventually(async () => expect(await readFile(pidFile, 'utf8')).toContain(words), {
      timeoutMs: 60_000,
    });
  await hasPidFile(draft);
  child.kill('SIGKILL');
  await ended;
  await hasPidFile('ready');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
  expect(processStart(pid)).toBeDefined();
  await restoreIt();
  expect(processStart(pid)).toBeUndefined();
});

it('a backup of a cluster is refused, whose bus and timers would not be in it', async () => {
  await mkdir(join(others, 'settings'));
  await writeFile(join(others, 'settings', 'nats-1.conf'), 'listen: "127.0.0.1:4222"\n');
  await writeFile(join(others, 'secrets.json'), '{}');
  const { code, said } = await runTool('backup', [`${others}.backup`, '--data', others]).ended;
  expect(code).toBe(2);
  expect(said).toBe(
    `${others} belongs to a cluster, whose bus and timers a backup does not hold. See docs/deploy.md, What to back up.\n`,
  );
});
