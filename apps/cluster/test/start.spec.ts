import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build, hasPrograms, root, startTimeoutMs, testEnvironment } from './test-cluster.js';

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe.runIf(hasPrograms)('npm run cluster', () => {
  let data: string;
  let environment: Record<string, string>;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    await build();
    ({ data, environment } = await testEnvironment({ ONSALE_DEMO: '1' }));
  }, startTimeoutMs);
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
  afterAll(() => rm(data, { recursive: true, force: true }));

  /** In a process group of its own, as a terminal gives it. */
  function launch(more: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['scripts/cluster.mjs'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...more },
    });
    started.push(child);
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    return {
      child,
      said,
      ended,
      says: (text: string) =>
        eventually(() => expect(`${said.out}${said.err}`).toContain(text), { timeoutMs: 110_000 }),
      pressCtrlC: () => process.kill(-(child.pid ?? Number.NaN), 'SIGINT'),
    };
  }

  /** The processes that are noted as running, by part. */
  const noted = () =>
    readdirSync(join(data, 'run')).map((file) => {
      const { pid } = JSON.parse(readFileSync(join(data, 'run', file), 'utf8'));
      return pid as number;
    });

  it('reports in one line why it cannot start', async () => {
    const { said, ended } = launch({ ONSALE_HOLD_SECONDS: '0', ONSALE_REDIS_URL: 'redis://x' });
    expect(await ended).toBe(1);
    expect(said.err).toMatch(/^Onsale cannot start: ONSALE_REDIS_URL: no such setting[^\n]+\n$/);
  });

  it('stops on Ctrl-C in the middle of its start and leaves nothing running', async () => {
    const cluster = launch();
    await cluster.says('Starting the services');
    const pids = noted();
    expect(pids.length).toBeGreaterThan(3);
    cluster.pressCtrlC();
    expect(await cluster.ended).toBe(0);
    expect(cluster.said.err).toBe('');
    expect(cluster.said.out).not.toContain('is ready');
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
    expect(noted()).toEqual([]);
  });

  it('takes over the leftover processes after a kill -9, and stops on Ctrl-C', async () => {
    const killed = launch();
    await killed.says('Ctrl-C');
    expect(killed.said.out).toContain(`https://onsale.localhost:${environment.PORT}`);
    const left = noted();
    expect(left.length).toBe(3 + 1 + 12 + 2 + 1);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(left.filter(isGone)).toEqual([]);

    const cluster = launch();
    await cluster.says('Ctrl-C');
    expect(cluster.said.out).toContain('Stopping what an earlier start has left');
    expect(left.filter((pid) => !isGone(pid))).toEqual([]);
    const pids = noted();
    cluster.pressCtrlC();
    expect(await cluster.ended).toBe(0);
    expect(cluster.said.err).toBe('');
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
  });
});
