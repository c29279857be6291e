// `npm test`: everything that can be tested here, and a plain word on what was left out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const browser = process.env.CHROMIUM ?? chromium;
const inCi = process.env.CI === 'true';

try {
  const { prepare } = await import('./prepare.mjs');
  await prepare();
} catch (error) {
  console.error(`\nPreparing the tests failed:\n${error.message}`);
  process.exit(1);
}
if (!browser && inCi) {
  console.error('Chromium is missing, and in CI nothing is left out.');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'onsale-test-'));
const report = join(folder, 'report.json');
const run = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(browser ? { CHROMIUM: browser } : {}) },
  },
);

let counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  counts = {
    passed: result.numPassedTests,
    failed: result.numFailedTests,
    skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  };
} catch {
  // No report: vitest itself failed, and has said why.
}
rmSync(folder, { recursive: true, force: true });
if (!browser) {
  console.log(
    '\nLeft out: the tests in a browser, because Chromium is not on this machine. Install it, or set CHROMIUM to its path.',
  );
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(run.status === 0 && counts.passed > 0 ? 0 : 1);
