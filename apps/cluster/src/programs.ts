import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { canRefuseCalls } from '@onsale/infra/accounts';

const run = promisify(execFile);
const versionTimeoutMs = 10_000;

/** The programs that the distribution gives, and the package of each. */
const needed = {
  'nats-server': 'nats-server',
  'redis-server': 'redis-server',
  nginx: 'nginx',
  openssl: 'openssl',
} as const;

export type Programs = Readonly<Record<keyof typeof needed, string>>;

// Debian keeps servers where the PATH of an ordinary user does not lead.
const alsoIn = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** Finds the programs. @throws Error naming each that is missing, and how to install them */
export function findPrograms(path = process.env.PATH ?? '', also = alsoIn): Programs {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...also];
  const found = Object.keys(needed).map((name) => [
    name,
    folders.map((folder) => join(folder, name)).find(isProgram),
  ]);
  const missing = found.filter(([, file]) => file === undefined).map(([name]) => name);
  if (missing.length > 0) {
    const packages = missing.map((name) => needed[name as keyof typeof needed]);
    throw new Error(
      `${missing.join(', ')}: not on this machine. Install: apt-get install ${packages.join(' ')}`,
    );
  }
  return Object.fromEntries(found) as Programs;
}

/** Whether this nats-server can be configured to refuse calls. */
export const refusesCalls = async (natsServer: string): Promise<boolean> =>
  canRefuseCalls((await run(natsServer, ['--version'], { timeout: versionTimeoutMs })).stdout);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
