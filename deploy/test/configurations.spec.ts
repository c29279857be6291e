import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

describe('a shipped configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onsale-configurations-'));
    await chmod(folder, 0o711);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.skipIf(!programs.nats).each(['k8s/components/nats/routes.conf', 'compose/nats-routes.conf'])(
    'is valid for nats-server, with the routes of %s',
    async (routes) => {
      await writeFile(join(folder, 'nats.conf'), await shipped('k8s/components/nats/nats.conf'));
      await writeFile(join(folder, 'routes.conf'), await shipped(routes));
      await writeFile(
        join(folder, 'accounts.conf'),
        await shipped('k8s/components/nats/accounts.conf'),
      );
      const { stderr } = await run(programs.nats as string, ['-t', '-c', 'nats.conf'], {
        cwd: folder,
        env: {
          POD_NAME: 'nats-0',
          ...Object.fromEntries(
            natsUsers.map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, `n${user}`]),
          ),
        },
      });
      expect(stderr).toContain('configuration file nats.conf is valid');
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
