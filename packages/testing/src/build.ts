import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Vitest's `globalSetup`: the programs that tests start are what was built, so it is built from
 * what is tested.
 */
export default async function buildFirst(project: TestProject): Promise<void> {
  const build = () =>
    promisify(execFile)(process.execPath, ['scripts/build.mjs', '--without-pages'], { cwd: root });
  await build();
  project.onTestsRerun(async () => {
    await build();
  });
}
