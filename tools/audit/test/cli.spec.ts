import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@onsale/runtime';
import { runTool } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../src/index.js';
import { type Ledger, openLedger, type Sale, sellABit } from './ledger.js';

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  runTool('audit', args, environment);

let folder: string;
let ledger: Ledger;
let sale: Sale;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onsale-audit-'));
  ledger = await openLedger();
  sale = await sellABit(ledger);
  environment = Object.fromEntries(
    Object.entries(ledger.urls).map(([name, url]) => [
      `ONSALE_${name.toUpperCase()}_DATABASE_URL`,
      url,
    ]),
  );
});
afterAll(async () => {
  await ledger.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the audit of databases named by the environment', () => {
  it('exits with 0 when the books agree, and lists the skipped checks', async () => {
    const { code, out, said } = await run(['--patience', '0'], environment).ended;
    expect(code, said).toBe(0); // it says what takes longer on a busy machine
    expect(out).toContain('read orders, payments, tickets, bus');
    expect(out).toContain('Skipped, with their checks: auth, catalog, expiration');
    expect(out).toContain('The books agree.');
  });

  it('exits with 1 when it found something, and prints only the report as JSON', async () => {
    const lost = newId();
    const ids = await fileOf('acknowledged.txt', `${sale.orderId}\r\n${lost}\n\n`);
    const args = ['--acknowledged', ids, '--event', sale.eventId, '--patience', '0', '--json'];
    const { code, out } = await run(args, environment).ended;
    const report = JSON.parse(out) as AuditReport;
    expect([code, report.clean]).toEqual([1, false]);
    expect(report.checks.flatMap(({ findings }) => findings)).toEqual([
      {
        check: 'acknowledged holds',
        text: `Order ${lost} was acknowledged to its buyer, but does not exist.`,
        ids: [lost],
      },
    ]);
    expect(report.checks.find(({ check }) => check === 'acknowledged holds')?.looked).toBe(2);
  });

  it('reads all lines of a long file of acknowledged orders', async () => {
    const ids = await fileOf('long.txt', `${sale.orderId}\n`.repeat(20_000) + newId());
    const args = ['--acknowledged', ids, '--patience', '0', '--json'];
    const { out } = await run(args, environment).ended;
    const check = (JSON.parse(out) as AuditReport).checks.find(
      (one) => one.check === 'acknowledged holds',
    );
    expect(check).toMatchObject({ looked: 20_001, found: 1 });
  });

  it('reports its progress, and exits with 130 on Ctrl-C while it waits', async () => {
    const ticketId = await ledger.issue(sale, { orderId: newId(), place: 0 });
    const { child, says, ended } = run(['--patience', '3600'], environment);
    await says(/Looking again at what may be on its way …/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      out: '',
      said: expect.stringContaining('Stopped.'),
    });
    await ledger.tickets.query('delete from ticket where id = $1', [ticketId]);
  });
});

describe('the audit exits with 2 and one line of advice', () => {
  const refused = async (args: readonly string[], given: Record<string, string> = {}) => {
    const { code, out, said } = await run(args, given).ended;
    expect([code, out]).toEqual([2, '']);
    return said.trimEnd();
  };

  it('when an option is wrong', async () => {
    expect(await refused(['--patience', 'long'])).toBe(
      '--patience takes a whole number from 0 to 3600, not "long".\nSee ./onsale audit --help',
    );
  });

  it('when there is no install', async () => {
    const said = await Promise.all([
      refused(['--data', folder]),
      refused([], { ONSALE_DATA: folder }),
    ]);
    const line = `There is no install in ${folder}. Start it once (npm start, npm run cluster), or say where it is: --data FOLDER or --port N.`;
    expect(said).toEqual([line, line]);
  });

  it('when a database cannot be reached, without its password', async () => {
    const url = 'postgres://onsale:secret@127.0.0.1:1/orders';
    const said = await refused([], { ONSALE_ORDERS_DATABASE_URL: url });
    expect(said).toMatch(/^The database of orders \(127\.0\.0\.1:1\/orders\) cannot be reached: /);
    expect(said).not.toContain('secret');
    expect(said).not.toContain('\n');
  });

  it('when the environment names a database that Onsale does not have', async () => {
    expect(await refused([], { ONSALE_ORDER_DATABASE_URL: 'postgres://127.0.0.1/orders' })).toBe(
      'ONSALE_ORDER_DATABASE_URL: there is no such database. There are: orders, payments, tickets, auth, catalog, expiration, bus.',
    );
    const said = await refused(['--port', '3000'], environment);
    expect(said).toContain('leave out --data and --port');
  });

  it('when there is no such event', async () => {
    const eventId = newId();
    const said = await Promise.all([
      refused(['--event', eventId], environment),
      refused(['--event', 'mine'], environment),
    ]);
    expect(said).toEqual([
      `There is no event ${eventId} here. Its id is in the address of its page.`,
      '"mine" is not an event\'s id.',
    ]);
  });

  it('when the file of acknowledged orders contains anything else', async () => {
    const junk = await fileOf('junk.txt', `${sale.orderId}\nPOST /api/orders 201\n`);
    const endless = await fileOf('endless.txt', 'x'.repeat(100_000));
    const missing = join(folder, 'missing.txt');
    const said = await Promise.all(
      [junk, endless, missing, folder].map((path) =>
        refused(['--acknowledged', path], environment),
      ),
    );
    expect(said).toEqual([
      'Line 2 of the acknowledged orders is "POST /api/orders 201", which is not an order\'s id. Put one id on each line.',
      `${endless} cannot be read: it has a line that is far too long.`,
      expect.stringContaining(`${missing} cannot be read: ENOENT`),
      expect.stringContaining(`${folder} cannot be read: EISDIR`),
    ]);
  });
});

it('the audit prints its help', async () => {
  const { code, out } = await run(['--help']).ended;
  expect(code).toBe(0);
  expect(out).toContain('Usage: ./onsale audit [options]');
});
