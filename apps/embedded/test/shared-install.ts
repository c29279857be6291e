import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pickFreePort, testFolder } from '@onsale/testing';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the install with pages, which specs without settings of their own share. */
    sharedInstall: string;
    /** Data folder of an install that was started and stopped once: copy it, never start it. */
    emptyInstall: string;
  }
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const startLimitMs = 300_000;
/** `npm test` builds them; tests run by hand may lack them. */
export const pagesAreBuilt = existsSync(join(root, 'apps/web/.next/onsale-build'));

/** Vitest's `globalSetup`: provides what specs of the whole product share in one run. */
export default async function startSharedInstall(
  project: TestProject,
): Promise<() => Promise<void>> {
  const folder = await testFolder('shared');
  const [empty, data] = [join(folder, 'empty'), join(folder, 'data')];
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await (await startBuilt(empty, { ONSALE_WEB: '0' })).stop();
    await copyInstall(empty, data);
    const install = await startBuilt(data, {
      ONSALE_WEB: pagesAreBuilt ? '1' : '0',
      ONSALE_HOSTS: 'tickets.example.org',
    });
    project.provide('emptyInstall', empty);
    project.provide('sharedInstall', install.url);
    return async () => {
      await install.stop();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Copies a stopped install's data folder with its owners: PostgreSQL has its own account. */
export const copyInstall = (from: string, to: string) =>
  promisify(execFile)('cp', ['-a', from, to]);

/** Settings that all test installs have. */
export const testSettings = {
  ONSALE_DEMO: '0',
  ONSALE_CHECK_REPLIES: '1',
  ONSALE_LOG: 'error',
  // Tests sign dozens of people up from one address.
  ONSALE_SIGNUPS_PER_HOUR: '10000',
  // Each of these people may publish.
  ONSALE_ORGANISERS: 'everyone',
} as const;

/** Starts what was built, as `npm start` does, in a process of its own. */
async function startBuilt(data: string, settings: Record<string, string>) {
  const port = String(await pickFreePort());
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=64', join(root, 'apps/embedded/dist/main.js')],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: port,
        ONSALE_DATA: data,
        ...testSettings,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes('Onsale is ready')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('exit', () => reject(new Error(`The shared install did not start: ${said}`)));
    setTimeout(() => reject(new Error(`It is not ready yet: ${said}`)), startLimitMs).unref();
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}
