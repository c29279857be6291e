import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sizesOf } from '../src/options.js';
import { chooseParts } from '../src/parts.js';
import type { Result } from '../src/result.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** It starts two dozen servers, perhaps beside other tests. */
const patienceMs = 600_000;

function bench(...args: string[]) {
  const child = spawn(process.execPath, ['onsale', 'bench', ...args], { cwd: root });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended, heard: () => err };
}

const ownFolders = async (pid: number | undefined) =>
  (await readdir(join(root, '.onsale'))).filter((name) => name.endsWith(`-${pid}`));

describe('the bench', () => {
  it('measures every kind of part with --quick, and the books agree after each', {
    timeout: patienceMs,
  }, async () => {
    const { child, ended } = bench('--quick');
    const { code, out, err } = await ended;
    expect(code, err).toBe(0);
    const path = /Report: (.*)\.html/.exec(out)?.[1] as string;
    const result = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Result;
    const page = await readFile(`${path}.html`, 'utf8');
    await Promise.all(['json', 'html'].map((ending) => rm(`${path}.${ending}`)));

    expect(result.violations).toEqual([]);
    const names = result.measured.map(({ name }) => name);
    expect(names).toEqual(chooseParts(undefined, sizesOf.quick).map(({ name }) => name));
    for (const { name, rounds } of result.measured) {
      expect(rounds, name).toHaveLength(1);
      expect(rounds[0]?.figures.perSecond, name).toBeGreaterThan(0);
    }
    const holds = result.measured.find(({ name }) => name === 'holds')?.rounds[0]?.figures;
    for (const figure of ['p50Ms', 'p999Ms', 'walBytesEach', 'fsyncsEach', 'serverMsPerThousand']) {
      expect(holds?.[figure], figure).toBeGreaterThan(0);
    }
    // Of parts that the same code measures one is tried, so these have nothing to divide by.
    const missing = result.ratios.filter(({ byRound }) => byRound === undefined);
    expect(missing.map(({ name }) => name)).toEqual([
      'holds ÷ baseline, one process',
      'holds ÷ baseline, two processes',
      'full purchases ÷ baseline',
      'p95 from a change to a viewer, holds at 25 % of the maximum, ms',
      'home page ÷ the same bytes from bare node:http',
      'sign-ups ÷ argon2 alone',
      'one hot event among many ÷ alone',
      'two processes ÷ one',
    ]);
    expect(result.doubts).toContain('--quick tries the code, it does not measure.');
    expect(page).toContain('Authenticated echo');
    expect(page).not.toMatch(/(src|href)="http/);
    expect(await ownFolders(child.pid)).toEqual([]);
  });

  it('cleans up on Ctrl-C', { timeout: patienceMs }, async () => {
    const { child, ended, heard } = bench('--quick', '--only', 'holds');
    child.stderr.on('data', () => {
      if (heard().includes('Putting events on sale')) child.kill('SIGINT');
    });
    const { code, err } = await ended;
    expect(code, err).toBe(130);
    expect(err).toContain('Stopped.');
    expect(await ownFolders(child.pid)).toEqual([]);
  });

  it('exits with 2 on invalid options', {
    timeout: patienceMs,
  }, async () => {
    const { code, err } = await bench('--fast').ended;
    expect(code).toBe(2);
    expect(err).toContain("Unknown option '--fast'");
  });
});
