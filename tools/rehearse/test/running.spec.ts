import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventListing } from '@onsale/contracts/catalog/http';
import { type Onsale, startOnsale } from '@onsale/embedded';
import { createDatabase } from '@onsale/infra';
import { databaseNames, serviceNames } from '@onsale/install';
import { createLogger } from '@onsale/runtime';
import {
  eventually,
  hasOpenssl,
  pickFreePort,
  testCertificate,
  testFolder,
  testKubectl,
  testSecret,
  tlsFront,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RehearsalError } from '../src/failure.js';
import { renderSummary } from '../src/summary.js';
import { auditsOf, bad, cleanAudits, folderForReports, remove, stage } from './stage.js';

const holdSeconds = 3;

let folder: string;
let data: string;
let onsale: Onsale;

beforeAll(async () => {
  folder = await folderForReports();
  data = await testFolder('running');
  onsale = await startOnsale({
    PORT: String(await pickFreePort()),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOLD_SECONDS: String(holdSeconds),
  });
});
afterAll(async () => {
  await onsale.stop();
  await Promise.all([remove(data), remove(folder)]);
});

const get = async <T>(path: string) => (await (await fetch(onsale.url + path)).json()) as T;
const small = { buyers: 30, tickets: 20, seconds: 1, payLate: 0 };

describe('a rehearsal on a running install', () => {
  it('sustain: every buyer gets tickets, and the report is complete', async () => {
    const rehearsal = await stage(
      'sustain',
      {
        ...{ rate: 100, seconds: 2, ticketTypes: 2, abandon: 0, payLate: 0 },
        ...{ retry: 30, doubleClick: 30 },
      },
      { folder, environment: { ONSALE_DATA: data }, url: onsale.url },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    const { record } = rehearsal;
    expect(record.acknowledged.size).toBeGreaterThanOrEqual(200); // too slow to pay: held again
    expect(record.gaveUp).toBe(0);
    expect(record.sameKey.asked).toBeGreaterThan(60);
    expect(record.total('hold', 'sale_not_open')).toBeGreaterThan(0);

    const lines = (await readFile(join(folder, 'acknowledged.txt'), 'utf8')).trim().split('\n');
    expect(new Set(lines)).toEqual(record.acknowledged);
    const json = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(json).toMatchObject({
      clean: true,
      acknowledged: { orders: record.acknowledged.size },
      leftWithoutTickets: 0,
    });
    const html = await readFile(join(folder, 'report.html'), 'utf8');
    expect(html).toContain('Rehearsal: sustain');
    expect(html).not.toContain('✗');
  });

  it('stampede: sold out at once, most are refused, and the event is cancelled', async () => {
    const environment = { ONSALE_DATA: data };
    const rehearsal = await stage(
      'stampede',
      { buyers: 100, tickets: 20, seconds: 1, abandon: 0, payLate: 0 },
      { folder, environment, url: onsale.url },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    const { sold, issued } = rehearsal.atTheEnd;
    expect(sold).toBe(issued);
    expect(rehearsal.record.acknowledgedTickets).toBeGreaterThanOrEqual(20);
    expect(rehearsal.record.gaveUp).toBeGreaterThan(60);
    expect(rehearsal.record.withTickets.length).toBeGreaterThan(0);

    expect(await get('/api/events')).toMatchObject({ items: [] });
    const { id, title } = rehearsal.event;
    expect(await get<EventListing>(`/api/events/${id}`)).toMatchObject({
      ...{ title, status: 'cancelled', unlisted: true },
    });
    expect(title).toMatch(/^Rehearsal \d{4}-/);
    expect(renderSummary(rehearsal)).toContain(`What remains on the install: the event "${title}"`);
  });

  it('recirculate: tickets come back until every one is paid', async () => {
    const environment = { ONSALE_DATA: data };
    const rehearsal = await stage(
      'recirculate',
      { buyers: 70, tickets: 20, seconds: 1, payLate: 0 },
      { folder, environment, url: onsale.url },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    expect(rehearsal.atTheEnd).toMatchObject({ available: 0, held: 0, sold: 20, issued: 20 });
    expect(rehearsal.soldOutMs).toBeGreaterThan(holdSeconds * 1000);
    expect(rehearsal.record.acknowledgedTickets).toBeGreaterThan(20);
  });

  it('without pages, buyers with browsers leave when their patience ends', async () => {
    const environment = { ONSALE_DATA: data };
    const rehearsal = await stage(
      'stampede',
      { as: 'browsers', patience: 2, buyers: 10, tickets: 20, seconds: 1 },
      { folder, environment, url: onsale.url },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(rehearsal.record).toMatchObject({ came: 10, gaveUpPages: 10 });
    expect(rehearsal.record.total('page', '404')).toBeGreaterThanOrEqual(10);
    expect(renderSummary(rehearsal)).toContain(
      '10 of 10 people (100 %) left because the page did not come within 2 s.',
    );
  });

  it('on another machine, it says how to audit the install there', async () => {
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

  it.skipIf(!hasOpenssl)(
    'works behind TLS, with databases named as those of a cluster',
    async () => {
      const certificate = await testCertificate(['DNS:localhost']);
      const ca = join(folder, 'ca.pem');
      await writeFile(ca, certificate.ca);
      const { operatorToken } = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8'));
      const environment = {
        ...{ ONSALE_OPERATOR_TOKEN: operatorToken, ONSALE_DATA: folder },
        ...Object.fromEntries(
          databaseNames.map((name) => [
            `ONSALE_${name.toUpperCase()}_DATABASE_URL`,
            onsale.local.postgres.url(name),
          ]),
        ),
      };
      const front = await tlsFront(certificate, onsale.url);
      try {
        const options = { folder, environment, url: front.url };
        const rehearsal = await stage('stampede', small, { ...options, ca });
        expect(bad(rehearsal)).toEqual([]);
        expect(auditsOf(rehearsal)).toEqual(cleanAudits);
        expect(rehearsal.record.acknowledgedTickets).toBeGreaterThanOrEqual(20);

        await expect(stage('stampede', small, options)).rejects.toThrow(
          /^The certificate of https:\/\/localhost:\d+ is not trusted \(.*give its certificate with --ca FILE\.$/,
        );
        const other = { ...options, ca: join(data, 'secrets.json') };
        await expect(stage('stampede', small, other)).rejects.toThrow(
          /secrets\.json cannot be read as a certificate \(PEM\): .*Give another file with --ca\.$/,
        );
      } finally {
        await front.stop();
      }
    },
  );

  it('of a namespace of Kubernetes, it takes the token and the databases from there', async () => {
    const { operatorToken } = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8'));
    const urls = serviceNames.map((name) => new URL(onsale.local.postgres.url(name)));
    const reader = urls.map(({ username, password, pathname }, at) => [
      `${serviceNames[at]}-url`,
      `postgresql://${username}:${password}@postgres:5432${pathname}`,
    ]);
    const kubectl = await testKubectl({
      namespaces: [{ metadata: { name: 'onsale' } }],
      secrets: {
        onsale: [
          testSecret('operator', { token: operatorToken }),
          testSecret('database-reader', Object.fromEntries(reader)),
        ],
      },
      services: { onsale: { 'postgres:5432': Number(urls[0]?.port) } },
    });
    // Its first way to the store breaks in the middle.
    const tell = async (line: string) => {
      if (!/sent +[1-9]/.test(line) || (await kubectl.calls()).length > 3) return;
      for (const pid of await kubectl.forwarding()) process.kill(pid, 'SIGKILL');
    };
    try {
      const environment = { ...kubectl.environment, ONSALE_DATA: folder };
      const rehearsal = await stage('stampede', small, {
        ...{ folder, environment, url: onsale.url, kubernetes: { namespace: 'onsale' } },
        tell: (line) => void tell(line),
      });
      expect(bad(rehearsal)).toEqual([]);
      expect(auditsOf(rehearsal)).toEqual([
        ['before the clean-up', true, 6],
        ['after the clean-up', true, 6],
      ]);
      const ways = (await kubectl.calls()).filter(({ line }) => line.includes('port-forward'));
      expect(ways).toHaveLength(2);
      await eventually(async () => expect(await kubectl.forwarding()).toEqual([]));
    } finally {
      await kubectl.remove();
    }
  });

  it.each([
    ['without a token', {}, 'put it into the environment as ONSALE_OPERATOR_TOKEN'],
    [
      'with a wrong token',
      { ONSALE_OPERATOR_TOKEN: 'x'.repeat(40) },
      'The token that was sent is wrong.',
    ],
  ])('%s: says so, and does nothing', async (_name, environment, says) => {
    const failure = await stage('stampede', small, { folder, environment, url: onsale.url }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(RehearsalError);
    expect((failure as Error).message).toContain(says);
  });

  it('finds an acknowledged order that the install lost', async () => {
    let lost: Promise<unknown[]> | undefined;
    const tell = (line: string) => {
      if (/held +[1-9]/.test(line)) {
        lost ??= query(
          'orders',
          `delete from orders
           where id in (select id from orders where status = $1 limit 1) returning id`,
          ['pending'],
        );
      }
    };
    const environment = { ONSALE_DATA: data };
    const sceneOptions = { ...small, abandon: 100 };
    const options = { folder, environment, url: onsale.url, tell, patienceMs: 1_000 };
    const rehearsal = await stage('stampede', sceneOptions, options);
    expect(await lost).toHaveLength(1);
    const [before] = rehearsal.audits;
    const check = before?.report.checks.find((one) => one.check === 'acknowledged holds');
    expect(check?.found).toBe(1);
    expect(bad(rehearsal)).toContain(
      'The audit of the databases, before the clean-up, found something: see there.',
    );
    expect(renderSummary(rehearsal)).toContain('Not clean');
  });

  it('cancels the event on Ctrl-C during the rush', async () => {
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

const eventsCalledOff = async (): Promise<number> =>
  (await query('catalog', 'select id from event where status = $1', ['cancelled'])).length;

async function query(name: string, text: string, values: string[]): Promise<object[]> {
  const database = createDatabase({
    ...{ url: onsale.local.postgres.url(name), name, maxConnections: 1 },
    ...{ statementTimeoutMs: 5_000, log: createLogger('error') },
  });
  try {
    return await database.query(text, values);
  } finally {
    await database.close();
  }
}
