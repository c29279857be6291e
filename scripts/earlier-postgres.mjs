// Brings the earlier PostgreSQLs into npm's cache, for the tests that move data from them. `.ci/run`
// calls it beside its other downloads; `npm test` leaves these tests out when it fails.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npmProgram } from './install.mjs';
import { runProgram } from './run-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const table = 'packages/infra/src/embedded-postgres/earlier.ts';
const limitMs = 10 * 60_000;

/** @param retries of each request @throws Error when the registry does not answer */
export async function cacheEarlierPostgres(retries = 2) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const source = readFileSync(new URL(`../${table}`, import.meta.url), 'utf8');
  const specs = [...source.matchAll(/version: '(.+)'/g)].map(([, version]) => `${name}@${version}`);
  if (specs.length === 0) throw new Error(`${table} names no version.`);
  const { command, first } = npmProgram();
  const args = [...first, 'cache', 'add', '--prefer-offline', `--fetch-retries=${retries}`];
  await runProgram(command, [...args, ...specs], { cwd: root, limitMs });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await cacheEarlierPostgres();
