import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds what tests start from the tested source. @param args of `scripts/build.mjs` */
export async function build(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs', ...args], { cwd: root });
}

/** The same, unless `npm test` has just done so. */
export async function buildFirst(...args: string[]): Promise<void> {
  if (!process.env.ONSALE_TEST_BUILT) await build(...args);
}
