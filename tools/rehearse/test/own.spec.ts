import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@onsale/install';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSummary } from '../src/summary.js';
import { auditsOf, bad, cleanAudits, folderForReports, remove, stage } from './stage.js';

let folder: string;
beforeAll(async () => {
  folder = await folderForReports();
});
afterAll(() => remove(folder));

describe('on an install of its own', () => {
  it('crash: killed four times in mid-rush, nothing is lost', async () => {
    const said: string[] = [];
    const rehearsal = await stage(
      'crash',
      { rate: 60, seconds: 7, holdSeconds: 4 },
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
    expect(record.acknowledged.size).toBeGreaterThan(390);
    expect(said.join('\n')).toMatch(/\d s {3}sent +\d+ {3}held +\d+/);
  }, 180_000);

  it('does not wait for holds that outlast it, and says so', async () => {
    const rehearsal = await stage(
      'stampede',
      { buyers: 60, tickets: 200, seconds: 1, holdSeconds: 900, abandon: 20, payLate: 40 },
      { folder },
    );
    expect(bad(rehearsal)).toEqual([]);
    expect(auditsOf(rehearsal)).toEqual(cleanAudits);
    expect(rehearsal.seconds).toBeLessThan(900);
    expect(rehearsal.atTheEnd.held).toBeGreaterThan(0);
    expect(rehearsal.record.sampled.withTickets).toBeGreaterThan(0);
    expect(renderSummary(rehearsal)).toContain('Holds of this install last 900 s');
  }, 180_000);

  it('leaves no install behind', () => {
    const left = readdirSync(join(root, '.onsale')).filter((name) =>
      name.endsWith(`-${process.pid}`),
    );
    expect(left).toEqual([]);
  });
});
