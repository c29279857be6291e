import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);
export const root = fileURLToPath(new URL('../../../../', import.meta.url));
const source = fileURLToPath(new URL('./tools/', import.meta.url));
const installLimitMs = 100_000;

/**
 * Installs other people's tools that read the document, in a folder of their own: nobody who wants
 * to run Onsale should wait for their 60 MB. Once for each state of their lock file.
 * @returns their `node_modules`
 * @throws Error when npm cannot install them
 */
export async function installTools(): Promise<string> {
  const lock = await readFile(join(source, 'package-lock.json'));
  const name = `openapi-tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  const folder = join(root, '.onsale', name);
  const modules = join(folder, 'node_modules');
  // Renamed last, so that the folder is there whole or not at all.
  const whole = await readFile(join(modules, '.package-lock.json')).catch(() => undefined);
  if (whole) return modules;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(join(source, file), join(draft, file));
  }
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run('npm', args, { cwd: draft, timeout: installLimitMs });
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return modules;
}
