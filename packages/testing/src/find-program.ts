import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a program; undefined when it is not on this machine: tests that need it are left out. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
