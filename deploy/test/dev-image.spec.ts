import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { auth } from '@onsale/auth';
import { eventually, pickFreePort, testDatabase, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Builder, type Image, startBuilder } from './builder.js';
import { type Container, startContainer } from './container.js';
import { programs } from './programs.js';

const buildLimitMs = 15 * 60_000;
const patience = { timeoutMs: 5 * 60_000 };

describe.runIf(programs.buildah && process.getuid?.() === 0)(
  'the image of `skaffold dev`',
  { timeout: buildLimitMs },
  () => {
    let builder: Builder;
    let container: Container | undefined;
    beforeAll(async () => {
      builder = await startBuilder();
    }, buildLimitMs);
    afterAll(async () => {
      container?.kill();
      await builder?.stop();
    });

    it('of a service reloads copied files, and exits when it cannot start', async () => {
      const image = await builder.build('service-dev', { SERVICE: 'auth' });
      expectOwnFolders(image);
      const database = await testDatabase(auth.migrations);
      const secrets = await testFolder('secrets');
      execFileSync(fileURLToPath(new URL('../secrets.sh', import.meta.url)), ['compose'], {
        env: { ...process.env, ONSALE_SECRETS: secrets },
        stdio: 'ignore',
      });
      const [port, operationsPort] = [await pickFreePort(), await pickFreePort()];
      const environment = {
        ...(parseEnv(await readFile(join(secrets, 'auth.env'), 'utf8')) as Record<string, string>),
        PORT: String(port),
        ONSALE_OPERATIONS_PORT: String(operationsPort),
        ONSALE_AUTH_DATABASE_URL: database.url,
        ONSALE_REDIS_URL: 'redis://127.0.0.1:1',
        ONSALE_NATS_URL: 'nats://127.0.0.1:1',
      };
      container = startContainer(image, environment, { writable: true });
      const version = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/openapi.json`);
        return ((await answer.json()) as { info: { version: string } }).info.version;
      };
      await eventually(version, patience);
      const file = join(image.root, 'app/packages/runtime/src/version.ts');
      await writeFile(file, "export const version = '9.9.9';\n");
      await eventually(async () => expect(await version()).toBe('9.9.9'), patience);
      expect(await container.stop()).toBe(0);

      const wrong = { ...environment, ONSALE_SESSION_DAYS: 'many' };
      container = startContainer(image, wrong, { writable: true });
      expect(await container.ended).toBe(1);
      expect(container.said()).toContain('ONSALE_SESSION_DAYS');
      container = undefined;
      await database.stop();
    });

    it('of the pages starts, and may write what it compiles', async () => {
      const image = await builder.build('web-dev', {});
      expectOwnFolders(image);
      expect(ownerOf(join(image.root, 'app/apps/web/.next/cache'))).toBe(1000);
      const port = await pickFreePort();
      const environment = { WEB_PORT: String(port), API_URL: 'http://127.0.0.1:1' };
      container = startContainer(image, environment, { writable: true });
      const running = container;
      const page = () => fetch(`http://127.0.0.1:${port}/`);
      await eventually(page, patience).catch((error) => {
        throw new Error(`${error}: ${running.said()}`);
      });
      expect((await page()).status).toBe(503); // the API is away: the page says so
      expect(running.said()).not.toMatch(/EACCES|cannot start/);
      expect(await running.stop()).toBe(0);
      container = undefined;
    });
  },
);

const ownerOf = (path: string) => statSync(path).uid;

/** Files are copied in as the user of the image, into any folder but those of packages. */
function expectOwnFolders(image: Image): void {
  const folders = (path: string): string[] => [
    path,
    ...readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .flatMap((entry) => folders(join(path, entry.name))),
  ];
  const others = folders(join(image.root, 'app')).filter((path) => ownerOf(path) !== 1000);
  expect(others).toEqual([]);
}
