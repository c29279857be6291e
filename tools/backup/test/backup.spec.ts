import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditReport } from '@onsale/audit';
import { shop } from '@onsale/audit/test/buyers';
import { type Onsale, startOnsale } from '@onsale/embedded';
import { createDatabase, inspectEmbeddedPostgres } from '@onsale/infra';
import { eventually, pickFreePort, runTool, testFolder, testLogger } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackup } from '../src/read-backup.js';
import { restore as makeInstall } from '../src/restore.js';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const ONSALE_BACKUP_PASSPHRASE = 'four words and a song';
const operatorToken = 'an-operator-token-for-tests-only-0123456789';

const start = async (data: string) =>
  startOnsale({
    PORT: String(await pickFreePort()),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    // A few accounts represent many people.
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_FAILED_CARDS_PER_ACCOUNT: '1000',
    ONSALE_OPERATOR_TOKEN: operatorToken,
  });

const backUp = (file: string, environment: Record<string, string> = {}) =>
  runTool('backup', [file, '--data', data], environment);
const restore = (file: string, to: string, environment: Record<string, string> = {}) =>
  runTool('restore', [file, '--data', to], environment);

let folder: string;
let data: string;
/** Encrypted, and made in mid-rush. */
let sealed: string;
let onsale: Onsale | undefined;
let acknowledgedBefore: readonly string[];
let told: { code: number; out: string; said: string };

beforeAll(async () => {
  folder = await testFolder('backup');
  data = join(folder, 'sells');
  sealed = join(folder, 'sealed.backup');
  onsale = await start(data);
  const rush = await shop(onsale, operatorToken);
  try {
    await eventually(() => expect(rush.acknowledged()).toBeGreaterThan(60), {
      timeoutMs: 120_000,
    });
    acknowledgedBefore = rush.orders();
    told = await backUp(sealed, { ONSALE_BACKUP_PASSPHRASE }).ended;
    expect(rush.acknowledged()).toBeGreaterThan(acknowledgedBefore.length); // they bought meanwhile
  } finally {
    await rush.stop();
  }
});
afterAll(async () => {
  await onsale?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup of an install that sells', () => {
  it('says what it holds, and only its owner can read it', async () => {
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toMatch(/1 event, \d+ orders, \d+ tickets, the keys\n/);
    expect(told.out).toContain('Encrypted   yes');
    expect((await stat(sealed)).mode & 0o777).toBe(0o600);
    const keys = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8'));
    expect((await readFile(sealed)).includes(keys.operatorToken)).toBe(false);
  });

  it('sells once restored elsewhere, with every order acknowledged before it began', async () => {
    const copy = join(folder, 'copy');
    const restored = await restore(sealed, copy, { ONSALE_BACKUP_PASSPHRASE }).ended;
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('1 events') });
    expect(await readFile(join(copy, 'secrets.json'), 'utf8')).toBe(
      await readFile(join(data, 'secrets.json'), 'utf8'),
    );
    expect(await readdir(folder)).not.toContain('copy.restoring');
    const again = await start(copy);
    try {
      const ids = join(folder, 'acknowledged.txt');
      await writeFile(ids, acknowledgedBefore.join('\n'));
      const args = ['--data', copy, '--acknowledged', ids, '--json', '--patience', '60'];
      const { out } = await runTool('audit', args).ended;
      const report = JSON.parse(out) as AuditReport;
      expect(report.checks.flatMap(({ findings }) => findings)).toEqual([]);
      expect(report.checks.find(({ check }) => check === 'acknowledged holds')?.looked).toBe(
        acknowledgedBefore.length,
      );
      const rush = await shop(again, operatorToken);
      await eventually(() => expect(rush.acknowledged()).toBeGreaterThan(5), { timeoutMs: 60_000 });
      await rush.stop();
    } finally {
      await again.stop();
    }
  });

  it('leaves no file of its name and nothing on the server when it is killed', async () => {
    const file = join(folder, 'killed.backup');
    const { child, says, ended } = backUp(file);
    await says(/Copying/);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(file)).toBe(false);
    const server = (await inspectEmbeddedPostgres(join(data, 'postgres')))?.server;
    const database = createDatabase({
      ...{ url: server?.url('postgres') ?? '', maxConnections: 1, statementTimeoutMs: 10_000 },
      log: testLogger(),
    });
    try {
      await eventually(async () => {
        expect(await database.query('select slot_name from pg_replication_slots')).toEqual([]);
        expect(await database.query('select pid from pg_stat_replication')).toEqual([]);
      });
    } finally {
      await database.close();
    }
  });

  it('replaces no file, and refuses a folder of PostgreSQL', async () => {
    const before = await readFile(sealed);
    const postgres = join(data, 'postgres', 'cluster', 'a.backup');
    const [existing, inside, nowhere, short] = await Promise.all([
      backUp(sealed).ended,
      backUp(postgres).ended,
      backUp(join(folder, 'none', 'a.backup')).ended,
      backUp(join(folder, 'short.backup'), { ONSALE_BACKUP_PASSPHRASE: 'short' }).ended,
    ]);
    expect(existing).toMatchObject({
      code: 2,
      said: `${sealed} exists already, and a backup never replaces a file. Name another file.\n`,
    });
    expect(inside).toMatchObject({
      code: 2,
      said: expect.stringContaining('belongs to PostgreSQL'),
    });
    expect(nowhere).toMatchObject({ code: 2, said: expect.stringContaining('does not exist') });
    expect(short).toMatchObject({ code: 2, said: expect.stringContaining('8 characters') });
    expect((await readFile(sealed)).equals(before)).toBe(true);
  });

  it.runIf(canMount)('says that the disk is full, and leaves nothing there', async () => {
    const disk = join(folder, 'small disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const { code, said } = await backUp(join(disk, 'a.backup')).ended;
      expect([code, said]).toEqual([2, expect.stringContaining('has no room for the backup')]);
      expect(await readdir(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a backup that cannot be used is refused, and nothing is made of it', () => {
  const refused = async (file: string, passphrase: string) => {
    const to = join(folder, 'refused');
    const error = await makeInstall(file, to, { passphrase: async () => passphrase }).catch(
      (reason: Error) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
    return (error as Error).message;
  };
  const changed = async (name: string, change: (bytes: Buffer) => Buffer) => {
    const path = join(folder, name);
    await writeFile(path, change(Buffer.from(await readFile(sealed))));
    return path;
  };
  const known = ONSALE_BACKUP_PASSPHRASE;

  it('because of its passphrase', async () => {
    expect(await refused(sealed, 'another one')).toBe(
      'The passphrase is not the one that this backup was made with.',
    );
    const untold = await restore(sealed, join(folder, 'refused')).ended;
    expect(untold).toMatchObject({
      ...{ code: 2, said: expect.stringContaining('set ONSALE_BACKUP_PASSPHRASE') },
    });
  });

  it.each([0, 5, 40, 200, 5_000, 300_000, -1])('because it was cut off at byte %i', async (at) => {
    const file = await changed('cut.backup', (bytes) => bytes.subarray(0, at));
    expect(await refused(file, known)).toMatch(
      /cut\.backup cannot be used: (it is (incomplete|not a backup of Onsale))\. Nothing was changed/,
    );
  });

  it.each([3, 60, 100, 170, 230, 400, 300_000, -1, -20])(
    'because a bit was flipped at byte %i',
    async (at) => {
      const file = await changed('turned.backup', (bytes) => {
        const place = at < 0 ? bytes.length + at : at;
        bytes[place] = (bytes[place] as number) ^ 1;
        return bytes;
      });
      expect(await refused(file, known)).toMatch(
        /cannot be used: it is |passphrase is not the one/,
      );
    },
  );

  it('only once nothing of it is being written any more', async () => {
    const file = await changed('turned.backup', (bytes) => {
      bytes[bytes.length - 20] = (bytes.at(-20) as number) ^ 1;
      return bytes;
    });
    let isWriting = true;
    const read = readBackup(file, { passphrase: async () => known }, async (_, entries) => {
      try {
        for await (const _ of entries);
      } finally {
        for (let times = 0; times < 300; times += 1) await stat(file);
        isWriting = false;
      }
    });
    await expect(read).rejects.toThrow('cannot be used');
    expect(isWriting).toBe(false);
  });

  it('because something was added to it, or it is not a file', async () => {
    const file = await changed('longer.backup', (bytes) => Buffer.concat([bytes, bytes]));
    expect(await refused(file, known)).toContain('something was added to it');
    expect(await refused(join(folder, 'none.backup'), known)).toContain('there is no such file');
    expect(await refused(folder, known)).toContain('is a folder');
  });

  it('and --list says so too', async () => {
    const file = await changed('cut.backup', (bytes) => bytes.subarray(0, -1));
    const list = (path: string) =>
      runTool('restore', [path, '--list'], { ONSALE_BACKUP_PASSPHRASE }).ended;
    const [whole, cut] = await Promise.all([list(sealed), list(file)]);
    expect(whole).toMatchObject({ code: 0, out: expect.stringContaining('is whole:') });
    expect(cut).toMatchObject({ code: 2, out: '' });
  });
});

describe('a backup of an install that is stopped', () => {
  let open: string;
  beforeAll(async () => {
    await onsale?.stop();
    onsale = undefined;
    open = join(folder, 'open.backup');
  });

  it('starts its PostgreSQL and stops it afterwards', async () => {
    const { code, out } = await backUp(open).ended;
    expect([code, out]).toEqual([0, expect.stringContaining('Encrypted   no')]);
    expect(await inspectEmbeddedPostgres(join(data, 'postgres'))).toMatchObject({
      ...{ ownerPid: undefined, server: undefined },
    });
  });

  it('is not restored over an install, or into a folder that holds something', async () => {
    const before = await readdir(data);
    const [over, into] = await Promise.all([
      restore(open, data).ended,
      restore(open, folder).ended,
    ]);
    expect(over).toMatchObject({ code: 2, said: expect.stringContaining('holds an install') });
    expect(into).toMatchObject({ code: 2, said: expect.stringContaining('is not empty') });
    expect(await readdir(data)).toEqual(before);
  });

  it('is restored after a restore that was killed', async () => {
    const to = join(folder, 'killed');
    const { child, says, ended } = restore(open, to);
    await says(/Unpacking/);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(to)).toBe(false);
    await mkdir(to); // empty is as good as none
    expect(await restore(open, to).ended).toMatchObject({ code: 0 });
    expect(await readdir(to)).toEqual(expect.arrayContaining(['postgres', 'secrets.json']));
    expect((await readdir(folder)).filter((name) => /^killed$|restoring/.test(name))).toEqual([
      'killed',
    ]);
  });
});
