import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Onsale, startOnsale } from '@onsale/embedded';
import { inspectEmbeddedPostgres } from '@onsale/infra';
import { eventually, pickFreePort, runTool, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../src/index.js';
import { shop } from './buyers.js';

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  runTool('audit', args, environment);

let folder: string;
let onsale: Onsale | undefined;
beforeAll(async () => {
  folder = await testFolder('audited');
  onsale = await startOnsale({
    PORT: String(await pickFreePort()),
    ONSALE_DATA: folder,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOLD_SECONDS: '5',
    // A few accounts represent many people.
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '1000',
    ONSALE_FAILED_CARDS_PER_ACCOUNT: '1000',
    ONSALE_OPERATOR_TOKEN: operatorToken,
  });
});
afterAll(async () => {
  await onsale?.stop();
  await rm(folder, { recursive: true, force: true });
});

const operatorToken = 'an-operator-token-for-tests-only-0123456789';

const findings = ({ checks }: AuditReport) => checks.flatMap((check) => check.findings);
const looked = ({ checks }: AuditReport, name: string) =>
  checks.find(({ check }) => check === name)?.looked ?? 0;
const postgres = () => inspectEmbeddedPostgres(join(folder, 'postgres'));

describe('the audit of an install', () => {
  it('finds nothing when it runs repeatedly during a rush', async () => {
    const rush = await shop(onsale as Onsale, operatorToken);
    try {
      for (const least of [10, 100, 200]) {
        await eventually(() => expect(rush.acknowledged()).toBeGreaterThan(least), {
          timeoutMs: 120_000,
        });
        const args = ['--data', folder, '--json', '--patience', '90'];
        const { code, out } = await run(args).ended;
        const report = JSON.parse(out) as AuditReport;
        expect(findings(report)).toEqual([]);
        expect(code).toBe(0);
        expect(report).toMatchObject({ atRest: false, databases: { length: 7 } });
        expect(looked(report, 'stock = orders')).toBeGreaterThan(0);
        expect(looked(report, 'money')).toBeGreaterThan(0);
        expect(looked(report, 'subscriptions caught up')).toBeGreaterThan(5);
      }
    } finally {
      await rush.stop();
    }
  });

  it('starts the PostgreSQL of a stopped install and stops it afterwards', async () => {
    await onsale?.stop();
    onsale = undefined;
    const { code, out } = await run(['--json'], { ONSALE_DATA: folder }).ended;
    const report = JSON.parse(out) as AuditReport;
    expect(report.atRest).toBe(true);
    expect(looked(report, 'stock = orders')).toBeGreaterThan(0);
    expect(code).toBe(report.clean ? 0 : 1);
    expect(await postgres()).toMatchObject({ ownerPid: undefined, server: undefined });
  });

  it('leaves nothing running when it is interrupted on a stopped install', async () => {
    const { child, ended } = run(['--data', folder]);
    await eventually(async () => expect((await postgres())?.ownerPid).toBe(child.pid), {
      timeoutMs: 60_000,
    });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 130, out: '', said: 'Stopped.\n' });
    expect(await postgres()).toMatchObject({ ownerPid: undefined, server: undefined });
  });
});
