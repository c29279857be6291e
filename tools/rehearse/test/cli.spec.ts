import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@onsale/install';
import { afterEach, expect, it } from 'vitest';
import { runningPostgres } from '../src/postgres-of.js';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGTERM');
});

function run(...args: string[]) {
  const child = spawn(process.execPath, ['onsale', 'rehearse', ...args], { cwd: root });
  running.push(child);
  let output = '';
  let heard = () => {};
  const hear = (text: string) => {
    output += text;
    heard();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code: code as number, output })),
    says: (words: RegExp) =>
      new Promise<void>((resolve) => {
        heard = () => words.test(output) && resolve();
        heard();
      }),
  };
}

it('the rehearsal prints its help', async () => {
  const { code, output } = await run('--help').ended;
  expect(code).toBe(0);
  expect(output).toContain('./onsale rehearse stampede --buyers 200000 --tickets 10000');
});

it('the rehearsal exits with 2 when it cannot run, and says why', async () => {
  const [wrong, nobody] = await Promise.all([
    run('--buyers', 'many').ended,
    run('--url', 'http://127.0.0.1:9').ended,
  ]);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.output).toContain('--buyers takes a whole number from 1 to 500000, not "many".');
  expect(nobody).toMatchObject({ code: 2 });
  expect(nobody.output).toContain('Nothing answers at http://127.0.0.1:9');
});

const ownFolders = (pid: number | undefined) =>
  readdirSync(join(root, '.onsale')).filter((name) => name.endsWith(`-${pid}`));

function reportFolders(): string[] {
  const folder = join(root, '.onsale', 'rehearsals');
  return existsSync(folder) ? readdirSync(folder) : [];
}

it('the rehearsal stops and deletes its install on Ctrl-C during a rush', async () => {
  const before = reportFolders();
  const { child, says, ended } = run('--buyers', '100', '--seconds', '30', '--tickets', '100');
  await says(/held +[1-9]/);
  const [name = ''] = ownFolders(child.pid);
  const folder = join(root, '.onsale', name);
  const postgres = await runningPostgres(folder);
  expect(postgres?.pid).toBeGreaterThan(0);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
  expect(existsSync(folder)).toBe(false);
  expect(reportFolders().filter((one) => !before.includes(one))).toEqual([]);
  expect(() => process.kill(postgres?.pid ?? Number.NaN, 0)).toThrow('ESRCH');
});
