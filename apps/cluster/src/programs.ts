import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

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

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
