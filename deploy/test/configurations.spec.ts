import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { natsUsers, redisAccounts } from '@onsale/infra/accounts';
import { eventually, pickFreePort } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askRedis } from './ask-redis.js';
import { programs } from './programs.js';

const run = promisify(execFile);
const shipped = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

const natsPasswords: Readonly<Record<string, string>> = Object.fromEntries(
  [...natsUsers, 'route'].map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, `n${user}`]),
);
const routesTo = (hosts: readonly string[]) =>
  Object.fromEntries(
    hosts.map((host, index) => [`NATS_ROUTE_${index + 1}`, `nats://route:nroute@${host}`]),
  );

/** The answer of a NATS server to another one that wants to join its cluster. */
async function askForRoute(port: number, login: object): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.setEncoding('utf8').setTimeout(10_000, () => socket.destroy(new Error('No answer.')));
    socket.write(
      `CONNECT ${JSON.stringify({ name: 'intruder', cluster: 'onsale', ...login })}\r\nPING\r\n`,
    );
    let said = '';
    for await (const text of socket) {
      said += text;
      if (/PONG|-ERR/.test(said)) break;
    }
    return said;
  } finally {
    socket.destroy();
  }
}

describe('a shipped configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onsale-configurations-'));
    await chmod(folder, 0o711);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.skipIf(!programs.nats)('is valid for nats-server', async () => {
    for (const name of ['nats.conf', 'accounts.conf', 'refused.conf', 'cluster-tls.conf']) {
      await writeFile(join(folder, name), await shipped(`k8s/components/nats/${name}`));
    }
    const { stderr } = await run(programs.nats as string, ['-t', '-c', 'nats.conf'], {
      cwd: folder,
      env: {
        POD_NAME: 'nats-0',
        ...natsPasswords,
        ...routesTo(['nats-1:6222', 'nats-2:6222', 'nats-3:6222']),
      },
    });
    expect(stderr).toContain('configuration file nats.conf is valid');
  });

  it.skipIf(!programs.nats)(
    'lets the three NATS servers find each other, and nobody else join them',
    async () => {
      const routePorts = await Promise.all([1, 2, 3].map(() => pickFreePort()));
      const [first = 0] = routePorts;
      const servers = await Promise.all(
        routePorts.map(async (routePort, index) => {
          const [port, monitorPort] = [await pickFreePort(), await pickFreePort()];
          const own = join(folder, `nats-${index}`);
          await mkdir(own);
          const conf = (await shipped('k8s/components/nats/nats.conf'))
            .replace('port: 4222', `listen: "127.0.0.1:${port}"`)
            .replace('http_port: 8222', `http: "127.0.0.1:${monitorPort}"`)
            .replace('port: 6222', `listen: "127.0.0.1:${routePort}"`)
            .replace('"/tmp/nats.pid"', `"${own}/nats.pid"`)
            .replace('"/data"', `"${own}/data"`);
          await writeFile(join(own, 'nats.conf'), conf);
          for (const name of ['accounts.conf', 'refused.conf', 'cluster-tls.conf']) {
            await writeFile(join(own, name), await shipped(`k8s/components/nats/${name}`));
          }
          const child = spawn(programs.nats as string, ['-c', 'nats.conf'], {
            ...{ cwd: own, stdio: 'ignore' },
            env: {
              POD_NAME: `nats-${index}`,
              ...natsPasswords,
              ...routesTo(routePorts.map((one) => `127.0.0.1:${one}`)),
            },
          });
          return { child, monitorUrl: `http://127.0.0.1:${monitorPort}` };
        }),
      );
      try {
        for (const { monitorUrl } of servers) {
          await eventually(
            async () => {
              const answer = await fetch(`${monitorUrl}/routez`, {
                signal: AbortSignal.timeout(5_000),
              });
              expect(await answer.json()).toMatchObject({ num_routes: 2 });
            },
            { timeoutMs: 60_000 },
          );
        }
        for (const login of [
          {},
          { user: 'route', pass: 'wrong' },
          { user: 'orders', pass: 'norders' },
        ]) {
          expect(await askForRoute(first, login)).toContain('Authorization Violation');
        }
        const right = { user: 'route', pass: natsPasswords.NATS_ROUTE_PASSWORD };
        expect(await askForRoute(first, right)).toContain('PONG');
      } finally {
        for (const { child } of servers) child.kill('SIGKILL');
      }
    },
  );

  it.skipIf(!programs.nginx).each(['k8s/components/gateway/router.conf', 'compose/nginx.conf'])(
    'is valid for nginx: %s',
    async (path) => {
      await run('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=test'],
        ...['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')],
      ]);
      // Names that resolve here, other folders than the container's, and no words of newer versions.
      const text = (await shipped(path))
        .replaceAll(/server \w+:(80|3000)( resolve)?;/g, 'server 127.0.0.1:$1;')
        .replaceAll(/ (\/tmp|\/run)\//g, ` ${folder}/`)
        .replace('http2 on;', '');
      await writeFile(join(folder, 'nginx.conf'), text);
      await writeFile(join(folder, 'locations.conf'), await shipped('compose/locations.conf'));
      const args = ['-t', '-p', folder, '-c', 'nginx.conf', '-e', join(folder, 'error.log')];
      const { stderr } = await run(programs.nginx as string, args);
      expect(stderr).toContain('test is successful');
    },
  );

  it.skipIf(!programs.redis)(
    'is valid for redis-server, which evicts nothing and admits nobody without an account',
    async () => {
      const port = await pickFreePort();
      const data = join(folder, 'redis');
      await mkdir(data);
      const text = (await shipped('k8s/components/redis/redis.conf')).replace('/data', data);
      const redis = spawn(programs.redis as string, ['-'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const ended = new Promise((resolve) => redis.once('exit', resolve));
      redis.stdin?.end(`${text}port ${port}\n${redisAccounts((user) => `of-${user}`)}`);
      try {
        expect(await eventually(() => askRedis(port, 'PING'))).toContain('-NOAUTH');
        const answer = await askRedis(
          port,
          'AUTH operator of-operator\r\nCONFIG GET maxmemory-policy\r\nCONFIG GET appendonly',
        );
        expect(answer).toContain('noeviction');
        expect(answer).toContain('yes');
      } finally {
        redis.kill();
        await ended;
      }
    },
  );
});
