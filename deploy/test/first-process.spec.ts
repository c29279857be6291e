import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redisUsers } from '@onsale/infra/accounts';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { askRedis } from './ask-redis.js';
import { deafness } from './first-process.js';
import { programs } from './programs.js';
import { overlays, rendered, workloadsOf } from './rendered.js';

const shipped = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

/** The commands of compose.yaml, by container, as Compose hands them on. */
async function composeCommands(): Promise<Record<string, string[]>> {
  const { services } = parse(await shipped('compose.yaml'), { merge: true });
  return Object.fromEntries(
    Object.entries<{ command?: string | string[] }>(services)
      .filter(([, { command }]) => command !== undefined)
      .map(([name, { command = '' }]) => [
        name,
        [command].flat().map((word) => word.replaceAll('$$', '$')),
      ]),
  );
}

/** The commands of an overlay, by workload. */
const podCommands = (overlay: (typeof overlays)[number] | 'dev'): Record<string, string[]> =>
  Object.fromEntries(
    workloadsOf(rendered(overlay)).map(({ metadata, spec }) => {
      const [{ command = [], args = [] }] = spec.template.spec.containers;
      return [metadata.name, [...command, ...args]];
    }),
  );

describe('the first process of a container', () => {
  it.each([
    ['a program', ['nats-server', '--config', 'x'], undefined],
    [
      'a shell that becomes a program',
      ['sh', '-c', 'umask 077; exec a <<B\n$C | d\nB\n'],
      undefined,
    ],
    ['a pipe sign in a text', ['sh', '-ec', `exec a 'b | c' "d & e" 2>&1`], undefined],
    ['a shell that waits', ['sh', '-c', 'a --b'], 'the shell stays'],
    ['an exec that is not the last', ['/bin/bash', '-c', 'exec a || b'], 'the shell stays'],
    ['an exec in a pipeline', ['sh', '-c', 'a | exec b -'], 'pipeline'],
    ['a background process', ['sh', '-c', 'exec a &'], 'pipeline'],
    ['a script', ['sh', './run.sh'], 'script'],
    ['npm', ['npm', 'start'], 'another process'],
  ])('is judged by the process that receives SIGTERM: %s', (_what, command, expected) => {
    if (expected === undefined) expect(deafness(command)).toBeUndefined();
    else expect(deafness(command)).toContain(expected);
  });

  it('receives SIGTERM in every container of Compose', async () => {
    const commands = Object.entries(await composeCommands());
    expect(commands.map(([name]) => name)).toContain('redis');
    for (const [name, command] of commands) expect(deafness(command), name).toBeUndefined();
  });

  it.skipIf(!programs.kubectl).each([...overlays, 'dev'] as const)(
    'receives SIGTERM in every pod of %s',
    (overlay) => {
      for (const [name, command] of Object.entries(podCommands(overlay))) {
        if (command.length > 0) expect(deafness(command), name).toBeUndefined();
      }
    },
  );

  it('receives SIGTERM in every image of ours, since no command runs in a shell', async () => {
    const commands = [...(await shipped('Dockerfile')).matchAll(/^(?:CMD|ENTRYPOINT) (.*)$/gm)];
    expect(commands).toHaveLength(4);
    for (const [, command = ''] of commands) {
      expect(command).toMatch(/^\["/);
      expect(deafness(JSON.parse(command)), command).toBeUndefined();
    }
  });
});

describe.skipIf(!programs.redis)('the exact command of Redis', () => {
  it.skipIf(!programs.kubectl)(
    'in Kubernetes stops on SIGTERM and shows no password to anyone',
    () => tryRedis(podCommands('local').redis as string[]),
  );
  it('in Compose stops on SIGTERM and shows no password to anyone', async () =>
    tryRedis((await composeCommands()).redis as string[]));
});

const redisVariable = (user: string) =>
  user === 'operator' ? 'REDIS_PASSWORD' : `REDIS_${user.toUpperCase()}_PASSWORD`;

async function tryRedis([program, ...args]: string[]): Promise<void> {
  const folder = await testFolder('redis');
  const port = await pickFreePort();
  const config = (await shipped('k8s/components/redis/redis.conf')).replace('/data', folder);
  await writeFile(join(folder, 'redis.conf'), `${config}\nport ${port}\n`);
  const accounts = await shipped('k8s/components/redis/accounts.sh');
  await writeFile(join(folder, 'accounts.sh'), accounts);
  const passwords = redisUsers.map((user) => [redisVariable(user), `only-for-${user}`]);
  const redis = spawn(
    program as string,
    args.map((one) => one.replaceAll('/etc/redis/', `${folder}/`)),
    { env: { PATH: process.env.PATH, ...Object.fromEntries(passwords) }, stdio: 'ignore' },
  );
  const ended = once(redis, 'exit');
  try {
    for (const user of redisUsers) {
      const ask = `AUTH ${user} only-for-${user}\r\nPING`;
      expect(await eventually(() => askRedis(port, ask)), user).toContain('+PONG');
    }
    expect(await askRedis(port, 'PING')).toContain('-NOAUTH');
    const shown = await readFile(`/proc/${redis.pid}/cmdline`, 'utf8');
    expect(shown).toContain('redis-server');
    expect(shown).not.toContain('only-for-');
    redis.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    redis.kill('SIGKILL');
  }
}
