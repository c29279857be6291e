import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '@onsale/install';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSummary } from '../src/summary.js';
import { auditsOf, bad, cleanAudits, folderForReports, remove, stage } from './stage.js';

const people = { as: 'browsers', seconds: 1, patience: 60 } as const;

let folder: string;
beforeAll(async () => {
  folder = await folderForReports();
});
afterAll(() => remove(folder));

describe('a rehearsal on a temporary install', () => {
  it('crash: the install loses nothing when it is killed four times during a rush', async () => {
    const said: string[] = [];
    const rehearsal = await stage(
      'crash',
      { rate: 25, seconds: 7, holdSeconds: 4 },
      { folder, said },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    const { kills, record } = rehearsal;
    expect(kills.map(({ what }) => what)).toEqual([
      'service',
      'PostgreSQL',
      'service',
      'PostgreSQL',
    ]);
    expect(kills.every(({ atMs, servedMs }) => atMs > 0 && servedMs > atMs)).toBe(true);
    expect(record.total('hold', 'no answer')).toBeGreaterThan(0);
    expect(record.unknown.lost).toBeGreaterThan(0);
    expect(record.acknowledged.size).toBeGreaterThan(160);
    expect(said.join('\n')).toMatch(/\d s {3}sent +\d+ {3}held +\d+/);
  });

  it('browsers: it does not wait for holds that outlast it, and says so', async () => {
    const rehearsal = await stage(
      'stampede',
      { ...people, buyers: 20, tickets: 70, holdSeconds: 900, abandon: 20, payLate: 40 },
      { folder },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    expect(rehearsal.seconds).toBeLessThan(900);
    expect(rehearsal.atTheEnd.held).toBeGreaterThan(0);
    expect(rehearsal.record.sampled.withTickets).toBeGreaterThan(0);
    const summary = renderSummary(rehearsal);
    expect(summary).toContain('Holds of this install last 900 s');

    const { record, load } = rehearsal;
    expect(record).toMatchObject({ came: 20, gaveUpPages: 0 });
    expect(record.toPage.count).toBe(20);
    expect(record.total('page', 'seen')).toBeGreaterThanOrEqual(20);
    // A font, a poster and two scripts each.
    expect(record.total('file', 'seen')).toBeGreaterThanOrEqual(20 * 4);
    expect(record.total('stream', 'seen')).toBe(20);
    expect(record.total('tickets', 'seen')).toBeGreaterThan(record.total('order', 'seen') / 10);
    expect(summary).toContain(
      'Nobody of 20 people left because the page did not come within 60 s.',
    );
    expect(load.renderers).toBeGreaterThan(0);
    expect(load.uses.some(({ cores }) => (cores.main ?? 0) > 0 && (cores.postgres ?? 0) > 0)).toBe(
      true,
    );
    const html = await readFile(join(folder, 'report.html'), 'utf8');
    expect(html).toContain('Pages a second');
    expect(html).toContain('Cores in use');
  });

  it('leaves no install behind', () => {
    const left = readdirSync(join(root, '.onsale')).filter((name) =>
      name.endsWith(`-${process.pid}`),
    );
    expect(left).toEqual([]);
  });
});
