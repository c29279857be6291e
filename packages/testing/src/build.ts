import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Vitest's `globalSetup`: builds the programs that tests start from the tested source. */
export default async function buildFirst(project: TestProject): Promise<void> {
  const build = () =>
    promisify(execFile)(process.execPath, ['scripts/build.mjs', '--without-pages'], { cwd: root });
  await build();
  project.onTestsRerun(async () => {
    await build();
  });
}
