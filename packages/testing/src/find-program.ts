import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program; undefined if this machine lacks it, and then tests that need it are
 * skipped.
 */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
