import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventListing } from '@onsale/contracts/catalog/http';
import { type Onsale, startOnsale } from '@onsale/embedded';
import { createDatabase } from '@onsale/infra';
import { createLogger } from '@onsale/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RehearsalError } from '../src/failure.js';
import { renderSummary } from '../src/summary.js';
import { bad, folderForReports, remove, stage } from './stage.js';

let folder: string;
let data: string;
let onsale: Onsale;

beforeAll(async () => {
  folder = await folderForReports();
  data = await mkdtemp(join(tmpdir(), 'onsale-running-'));
  await chmod(data, 0o711); // as root, PostgreSQL's account must be able to pass through
  onsale = await startOnsale({
    PORT: String(await freePort()),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOLD_SECONDS: '3',
  });
});
afterAll(async () => {
  await onsale.stop();
  await Promise.all([remove(data), remove(folder)]);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const get = async <T>(path: string) => (await (await fetch(onsale.url + path)).json()) as T;
const small = { buyers: 60, tickets: 40, seconds: 1, payLate: 0 };

describe('on a running install', () => {
  it('of this machine: audited, its event in no list, called off in the end', async () => {
    const environment = { ONSALE_DATA: data };
    const rehearsal = await stage('stampede', small, { folder, environment, url: onsale.url });
    expect(bad(rehearsal)).toEqual([]);
    expect(rehearsal.audits.map(({ report }) => report.clean)).toEqual([true, true]);
    expect(await get('/api/events')).toMatchObject({ items: [] });
    const { id, title } = rehearsal.event;
    expect(await get<EventListing>(`/api/events/${id}`)).toMatchObject({
      ...{ title, status: 'cancelled', unlisted: true },
    });
    expect(title).toMatch(/^Rehearsal \d{4}-/);
    expect(renderSummary(rehearsal)).toContain(`What remains on the install: the event "${title}"`);
  });

  it('elsewhere: says how to audit it there', async () => {
    const { operatorToken } = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8'));
    const environment = { ONSALE_OPERATOR_TOKEN: operatorToken, ONSALE_DATA: folder };
    const rehearsal = await stage('stampede', small, { folder, environment, url: onsale.url });
    expect(bad(rehearsal)).toEqual([]);
    expect(rehearsal.audits).toEqual([]);
    expect(renderSummary(rehearsal)).toContain(
      `./onsale audit --event ${rehearsal.event.id} --acknowledged acknowledged.txt`,
    );
    expect(JSON.stringify([rehearsal.plan, renderSummary(rehearsal)])).not.toContain(operatorToken);
  });

  it.each([
    ['without a token', {}, 'put it into the environment as ONSALE_OPERATOR_TOKEN'],
    ['with a wrong token', { ONSALE_OPERATOR_TOKEN: 'x'.repeat(40) }, 'The one sent is not it.'],
  ])('%s: says so, and does nothing', async (_name, environment, says) => {
    const failure = await stage('stampede', small, { folder, environment, url: onsale.url }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(RehearsalError);
    expect((failure as Error).message).toContain(says);
  });

  it('told to stop in mid-rush: the event is called off', async () => {
    const leaving = new AbortController();
    const tell = (line: string) => {
      if (/sent +[1-9]/.test(line)) leaving.abort();
    };
    const before = await eventsCalledOff();
    const environment = { ONSALE_DATA: data };
    const stopped = stage(
      'stampede',
      { buyers: 200, tickets: 400, seconds: 20 },
      { folder, environment, url: onsale.url, signal: leaving.signal, tell },
    );
    await expect(stopped).rejects.toThrow('Stopped.');
    expect(await eventsCalledOff()).toBe(before + 1);
  });
});

async function eventsCalledOff(): Promise<number> {
  const database = createDatabase({
    ...{ url: onsale.local.postgres.url('catalog'), name: 'catalog', maxConnections: 1 },
    ...{ statementTimeoutMs: 5_000, log: createLogger('error') },
  });
  try {
    const found = await database.query("select id from event where status = 'cancelled'", []);
    return found.length;
  } finally {
    await database.close();
  }
}
