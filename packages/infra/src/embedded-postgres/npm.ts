import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { programEnvironment } from './cluster.js';

/** npm, found as `scripts/install.mjs` finds it: the one that runs us, beside Node, on the PATH. */
export function npmProgram(): { command: string; first: string[] } {
  const { npm_execpath: path } = process.env;
  if (path !== undefined && basename(path) === 'npm-cli.js') {
    return { command: process.execPath, first: [path] };
  }
  const beside = join(dirname(process.execPath), '..', 'lib/node_modules/npm/bin/npm-cli.js');
  if (existsSync(beside)) return { command: process.execPath, first: [beside] };
  return { command: 'npm', first: [] };
}

const ofNpm =
  /^(npm_config_.*|home|tmpdir|(https?_|no_|all_)?proxy|node_extra_ca_certs|ssl_cert_(file|dir))$/i;

/** The environment of npm: what configures it and its way to the registry, none of our secrets. */
export function npmEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => ofNpm.test(name));
  return { ...programEnvironment(), ...Object.fromEntries(own) };
}
