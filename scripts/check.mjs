// `npm run check`: format, lint, types, structure, words, documents, settings, unused code. Side by
// side.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);

const checks = [
  ['format and lint', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  // Without what a build writes: the pages may be built at the same time.
  ['types of the pages', bin('tsc'), ['-p', 'tsconfig.pages.json', '--noEmit']],
  ['structure', process.execPath, ['scripts/check-structure.mjs']],
  ['words', process.execPath, ['scripts/check-words.mjs']],
  ['documents', process.execPath, ['scripts/check-docs.mjs']],
  ['settings', process.execPath, ['scripts/check-settings.mjs']],
  ['unused code', bin('knip'), ['--no-progress', '--treat-config-hints-as-errors']],
];

function run([name, command, args]) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    child.on('error', (error) =>
      resolve({ name, failed: true, output: error.message, seconds: 0 }),
    );
    child.on('close', (code) => {
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ name, failed: code !== 0, output, seconds });
    });
  });
}

const results = await Promise.all(checks.map(run));
for (const { name, failed, output, seconds } of results) {
  console.log(`${failed ? 'FAILED' : 'ok    '} ${name} (${seconds.toFixed(1)} s)`);
  if (failed) console.log(output);
}
process.exit(results.some((result) => result.failed) ? 1 : 0);
