import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFirst, isGone, type Launched, launch } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasPrograms, root, startTimeoutMs, testEnvironment } from './test-cluster.js';

describe.runIf(hasPrograms)('npm run cluster', () => {
  let data: string;
  let environment: Record<string, string>;
  const started: Launched[] = [];

  beforeAll(async () => {
    await buildFirst();
    ({ data, environment } = await testEnvironment({ ONSALE_DEMO: '1' }));
  }, startTimeoutMs);
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });
  afterAll(() => rm(data, { recursive: true, force: true }));

  function start(more: Record<string, string> = {}): Launched {
    const launched = launch('scripts/cluster.mjs', {
      cwd: root,
      environment: { ...environment, ...more },
    });
    started.push(launched);
    return launched;
  }

  /** The processes that are noted as running, by part. */
  const noted = () =>
    readdirSync(join(data, 'run')).map((file) => {
      const { pid } = JSON.parse(readFileSync(join(data, 'run', file), 'utf8'));
      return pid as number;
    });

  it('reports in one line why it cannot start', async () => {
    const { said, ended } = start({ ONSALE_HOLD_SECONDS: '0', ONSALE_REDIS_URL: 'redis://x' });
    expect(await ended).toBe(1);
    expect(said.err).toMatch(/^Onsale cannot start: ONSALE_REDIS_URL: no such setting[^\n]+\n$/);
  });

  it('stops on Ctrl-C in the middle of its start and leaves nothing running', async () => {
    const cluster = start();
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
    const killed = start();
    await killed.says('Ctrl-C');
    expect(killed.said.out).toContain(`https://onsale.localhost:${environment.PORT}`);
    const left = noted();
    expect(left.length).toBe(3 + 1 + 12 + 2 + 1);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(left.filter(isGone)).toEqual([]);

    const cluster = start();
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
