// `npm test`: runs every test that this machine can run, and lists those it skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEarlierPostgres } from './earlier-postgres.mjs';
import { processorMs } from './processor-time.mjs';
import { describeTimes, readTimes } from './test-times.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inCi = process.env.CI === 'true';
const args = process.argv.slice(2);

const versionOf = (node) =>
  `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)}`;

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The path of the first of these programs that is on this machine. */
function find(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']; // of servers
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

const { CHROMIUM } = process.env;
if (CHROMIUM && !existsSync(CHROMIUM)) fail(`CHROMIUM is ${CHROMIUM}, which does not exist.`);
const browser = CHROMIUM || find('chromium', 'chromium-browser', 'google-chrome');
// It needs a third of the processor time for a page. CHROMIUM replaces both.
const shell = CHROMIUM || find('chromium-headless-shell') || browser;
const hasEarlierPostgres = await cacheEarlierPostgres(0).then(
  () => true,
  () => false,
);
const leftOut = [
  !browser &&
    'the tests in a browser: there is no Chromium. Install it, or set CHROMIUM to its path.',
  !find('redis-server') && 'the tests of Redis: there is no redis-server.',
  !find('nginx') &&
    'the tests of a cluster on this machine, and its drills: there is no nginx (nginx-light).',
  !find('nats-server') && 'the bus on NATS JetStream: there is no nats-server. Install it.',
  !find('openssl') && 'the tests of TLS: there is no openssl.',
  !find('buildah') && 'building and starting an image: there is no buildah.',
  !find('kubectl') && 'the checks of the Kubernetes manifests: there is no kubectl.',
  !find('psql') && 'the databases of containers: there is no psql. Install it (postgresql-client).',
  !find('pdftotext') && 'reading printed tickets back: there is no pdftotext (poppler-utils).',
  !hasEarlierPostgres &&
    'moving data from an earlier PostgreSQL: the npm registry does not answer, and its cache lacks it.',
  process.getuid?.() !== 0 &&
    'two tests of PostgreSQL started by root, and the image: this user is not root.',
].filter(Boolean);
/** Tests that need more than a machine: even CI may skip them. */
const hasDocker = ['compose version', 'info'].every(
  (args) => spawnSync('docker', args.split(' '), { stdio: 'ignore', timeout: 20_000 }).status === 0,
);
const notHere = [
  !process.env.ONSALE_TEST_KUBECONFIG &&
    'the tests on Kubernetes: ONSALE_TEST_KUBECONFIG names no cluster that they may break.',
  !hasDocker && 'the tests of Compose: there is no Docker with Compose that answers.',
].filter(Boolean);
const say = (parts) => parts.map((what) => `Skipped: ${what}`).join('\n');
if (inCi && leftOut.length > 0) fail(`${say(leftOut)}\nIn CI nothing may be skipped.`);

try {
  const { prepare } = await import('./prepare.mjs');
  await prepare();
} catch (error) {
  fail(`\nPreparing the tests failed:\n${error.message}`);
}

// Other Nodes than the one that built: `ONSALE_TEST_NODE=24`, `both`, or the path of one.
let turns = [];
try {
  const { planTurns } = await import('./test-node.mjs');
  turns = planTurns(process.env.ONSALE_TEST_NODE, args);
} catch (error) {
  fail(error.message);
}

const folder = mkdtempSync(join(tmpdir(), 'onsale-test-'));
const times = join(folder, 'times.jsonl');
const failures = join(folder, 'failures.txt');
const counts = { passed: 0, failed: 0, skipped: 0 };
let succeeded = true;
for (const [turn, { node, args: turnArgs }] of turns.entries()) {
  const report = join(folder, `report-${turn}.json`);
  if (turns.length > 1) console.log(`\nOn ${versionOf(node)}: ${turnArgs.join(' ')}`);
  const run = spawnSync(
    node,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--reporter=${join(root, 'scripts/test-times.mjs')}`,
      `--reporter=${join(root, 'scripts/test-failures.mjs')}`,
      `--outputFile.json=${report}`,
      ...turnArgs,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...(browser ? { CHROMIUM: browser, CHROMIUM_SHELL: shell } : {}),
        ONSALE_TEST_TIMES: times,
        ONSALE_TEST_FAILURES: failures,
        ONSALE_TEST_BUILT: '1',
        ONSALE_TEST_MODULES: join(folder, 'modules'),
        // Node 22 and later keep there what they compile, for the next of many processes.
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        ...(hasDocker ? { ONSALE_TEST_DOCKER: '1' } : {}),
        ...(hasEarlierPostgres ? { ONSALE_TEST_EARLIER_POSTGRES: '1' } : {}),
        // Programs that run `node` get the same one.
        PATH: [dirname(node), process.env.PATH].join(delimiter),
      },
    },
  );
  const read = readCounts(report);
  for (const kind of Object.keys(counts)) counts[kind] += read[kind];
  succeeded &&= run.status === 0 && read.passed > 0;
  if (run.status !== 0 && read.failed === 0) console.error('\nVitest failed; it says above why.');
}
const files = readTimes(times);
if (files.length > 1) console.log(describeTimes(files));
if (existsSync(failures)) console.error(`\nFailed:\n${readFileSync(failures, 'utf8').trimEnd()}\n`);
const minutes = (ms) => `${(ms / 60_000).toFixed(1)} min`;
console.log(
  `The whole run: ${minutes(performance.now())} of the clock, ${minutes(processorMs())} of the processor.`,
);
rmSync(folder, { recursive: true, force: true });

const skippedInCi = inCi && args.length === 0 && counts.skipped > 0;
if (skippedInCi) console.error('\nTests were skipped, and in CI nothing may be skipped.');
const allLeftOut = [...leftOut, ...notHere];
if (allLeftOut.length > 0) console.log(`\n${say(allLeftOut)}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(succeeded && !skippedInCi ? 0 : 1);

function readCounts(report) {
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }; // vitest itself failed
  }
  // A file that cannot even be loaded has no failed test.
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles.length,
    skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  };
}
