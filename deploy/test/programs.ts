import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Paths of the programs of this machine that some of the checks need; undefined: not here. */
export const programs = {
  kubectl: find('kubectl'),
  buildah: find('buildah'),
  nginx: find('nginx'),
  psql: find('psql'),
  nats: find('nats-server'),
  redis: find('redis-server'),
};

function find(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
