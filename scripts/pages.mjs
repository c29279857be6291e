// Builds the pages with Next.js when their sources changed.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { runProgram } from './run-program.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const web = join(root, 'apps', 'web');
const stamp = join(web, '.next', 'onsale-build');
const limitMs = 15 * 60_000;

/** Whether the pages differ from what was built. */
export function pagesAreStale() {
  return existsSync(web) && readStamp(stamp) !== sources();
}

/** Runs `next build`, and builds the scripts of the pages. The packages must be built. */
export async function buildPages() {
  // Read before the build, so that an edit in the middle of it counts as a change.
  const built = sources();
  // A build that is cut off must not look like the previous one.
  rmSync(stamp, { force: true });
  const next = createRequire(join(web, 'package.json')).resolve('next/dist/bin/next');
  await runProgram(process.execPath, [next, 'build'], {
    cwd: web,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    limitMs,
  });
  const { buildScripts, compressedFolders, compressFiles } = await import(
    join(web, 'build-scripts.mjs')
  );
  await buildScripts();
  for (const folder of compressedFolders) compressFiles(folder);
  writeFileSync(stamp, built);
}

function sources() {
  const ours = ['contracts', 'front', 'live'].map((name) => join(root, 'packages', name));
  return fingerprint(root, [
    web,
    ...ours.flatMap((folder) => [join(folder, 'src'), join(folder, 'package.json')]),
    join(root, 'package-lock.json'),
  ]);
}
