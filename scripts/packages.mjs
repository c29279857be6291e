// Builds the packages and services whose sources changed, with esbuild.
// esbuild is loaded when needed: this file is read before anything is installed.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, readStamp, sourceFiles } from './fingerprint.mjs';

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(thisFile));
const contracts = join(root, 'packages', 'contracts');

/**
 * TypeBox is 700 modules, and to load them takes each process half a second. So the contracts hold
 * it in three files, which the build loads.
 */
const typebox = ['typebox', 'typebox/compile'];
const importsOfTypebox = / from "(typebox(?:\/compile)?)";/g;

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
  const settings = {
    ...{ outdir: dist, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent' },
    write: false,
  };
  const built = await build({
    ...settings,
    entryPoints: modules,
    outbase: src,
    sourcemap: 'linked',
  });
  for (const { path, text } of built.outputFiles) {
    write(path, text.replace(importsOfTypebox, ' from "@onsale/contracts/$1";'));
  }
  if (folder === contracts) {
    const entryPoints = typebox.map((name) => ({ in: name, out: name }));
    const bundle = { bundle: true, splitting: true, absWorkingDir: folder };
    const { outputFiles } = await build({ ...settings, ...bundle, entryPoints });
    for (const { path, text } of outputFiles) write(path, text);
  }
  for (const file of files.filter((name) => !name.endsWith('.ts'))) {
    const target = join(dist, relative(src, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampOf(folder), sources);
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
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
