// Tells whether sources changed since they were built: a hash of their names and contents.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const notSources = new Set(['node_modules', 'dist', '.next', 'test', 'next-env.d.ts', 'README.md']);

/** Every source file at or under `path`, sorted. */
export function sourceFiles(path) {
  if (!existsSync(path)) return [];
  if (!lstatSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !notSources.has(name) && !name.endsWith('.tsbuildinfo'))
    .sort()
    .flatMap((name) => sourceFiles(join(path, name)));
}

/** A hash of all source files at or under `paths`, independent of where `root` is. */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(sourceFiles)) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The content of a stamp file, or undefined when there is none. */
export function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
