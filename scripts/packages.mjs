// Builds the packages and services whose sources changed, with esbuild.
// esbuild is loaded when needed: this file is read before anything is installed.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, readStamp, sourceFiles } from './fingerprint.mjs';

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(thisFile));

/** The packages whose sources differ from what their dist was built from. */
export function stalePackages() {
  return packageFolders().filter((folder) => readStamp(stampOf(folder)) !== sourcesOf(folder));
}

/** Transpiles each `src/**\/*.ts` to `dist`; other files are copied. */
export async function buildPackages(folders) {
  const { build, stop } = await import('esbuild');
  try {
    await Promise.all(folders.map((folder) => buildPackage(build, folder)));
  } finally {
    await stop(); // its process would stay as long as ours
  }
}

async function buildPackage(build, folder) {
  // Read before the build, so that an edit in the middle of it counts as a change.
  const sources = sourcesOf(folder);
  const [src, dist] = [join(folder, 'src'), join(folder, 'dist')];
  rmSync(dist, { recursive: true, force: true });
  const files = sourceFiles(src);
  const modules = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  await build({
    entryPoints: modules,
    outbase: src,
    outdir: dist,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'silent',
  });
  for (const file of files.filter((name) => !name.endsWith('.ts'))) {
    const target = join(dist, relative(src, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampOf(folder), sources);
}

function packageFolders() {
  const groups = ['packages', 'services', 'tools'].map((name) => join(root, name));
  const folders = groups.flatMap((group) => readdirSync(group).map((name) => join(group, name)));
  const others = ['apps/embedded', 'apps/cluster', 'deploy'].map((name) => join(root, name));
  return [...folders, ...others].filter((folder) => existsSync(join(folder, 'src')));
}

function stampOf(folder) {
  return join(folder, 'dist', '.onsale-build');
}

function sourcesOf(folder) {
  return fingerprint(root, [join(folder, 'src'), join(folder, 'package.json'), thisFile]);
}
