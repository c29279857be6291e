// Builds the scripts of the storefront's pages, `src/islands`, and compresses all static files.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const web = dirname(fileURLToPath(import.meta.url));
const islands = join(web, 'src', 'islands');
const folder = join(web, '.next', 'onsale');
const rootFolder = join(web, '.next', 'onsale-root');
const manifest = join(web, '.next', 'onsale-built.json');
const path = '/_onsale/';
/** One for the pages that are the same for everyone, one for those of a person. */
const entries = ['public', 'personal'];
const compressible = new Set(['.css', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);

/** Bundles the scripts; names change with content. Components run on Preact in the browser. */
export async function buildScripts({ dev = false } = {}) {
  const { build } = await import('esbuild');
  for (const one of [folder, rootFolder]) rmSync(one, { recursive: true, force: true });
  const common = {
    absWorkingDir: web,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: !dev,
    sourcemap: dev && 'inline',
    conditions: ['source'],
    logLevel: 'error',
  };
  // Workers keep their names, because browsers look for updates at the same address.
  await build({
    ...common,
    entryPoints: {
      'tickets-worker': join(islands, 'offline-worker.ts'),
      'door-worker': join(islands, 'door-worker.ts'),
    },
    format: 'iife',
    outdir: rootFolder,
  });
  const { metafile } = await build({
    ...common,
    entryPoints: entries.map((name) => join(islands, `${name}.tsx`)),
    outdir: folder,
    splitting: true,
    entryNames: '[name]-[hash]',
    chunkNames: 'public-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: { react: 'preact/compat', 'react/jsx-runtime': 'preact/jsx-runtime' },
    define: { 'process.env.WEB_LOCALE': 'undefined' },
    metafile: true,
  });
  const scripts = {};
  for (const [file, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    const name = basename(entryPoint ?? '', '.tsx');
    if (!entries.includes(name)) continue;
    const shared = imports
      .filter(({ kind }) => kind === 'import-statement')
      .map((one) => path + basename(one.path));
    scripts[name] = { file: path + basename(file), imports: shared };
  }
  // The other script contains all of it, so esbuild has put it into the part that both share.
  const [file] = scripts.public.imports;
  rmSync(join(folder, basename(scripts.public.file)));
  scripts.public = { file, imports: [] };
  writeFileSync(manifest, JSON.stringify({ scripts, icon: readIcon() }));
}

/** The icon of the site as an address that needs no request. */
function readIcon() {
  const svg = readFileSync(join(web, 'public', 'icon.svg'), 'utf8')
    .trim()
    .replaceAll('"', "'");
  return `data:image/svg+xml,${svg.replace(/[<>#%]/g, encodeURIComponent)}`;
}

/** Folders whose files are compressed when they are built. */
export const compressedFolders = [join(web, '.next', 'static'), folder, rootFolder];

/** Writes a `.br` and a `.gz` beside each file below a folder that is worth it. */
export function compressFiles(below) {
  for (const name of readdirSync(below, { recursive: true, encoding: 'utf8' })) {
    const file = join(below, name);
    if (!compressible.has(extname(name)) || !statSync(file).isFile()) continue;
    const body = readFileSync(file);
    writeFileSync(
      `${file}.br`,
      zlib.brotliCompressSync(body, {
        params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      }),
    );
    writeFileSync(`${file}.gz`, zlib.gzipSync(body, { level: 9 }));
  }
}

/** The files that `server.mjs` serves, as `createStaticFiles` takes it. */
export const staticFolders = [
  { path: '/_next/static/', folder: join(web, '.next', 'static'), immutable: true },
  { path, folder, immutable: true },
  { path: '/', folder: join(web, 'public'), immutable: false },
  { path: '/', folder: rootFolder, immutable: false },
];

/** What pages bring along: `{ scripts: { public: { file, imports } }, icon, styleOf(file) }`. */
export function readBuilt() {
  const styles = new Map();
  const styleOf = (file) => {
    if (!styles.has(file)) styles.set(file, readStyle(file));
    return styles.get(file);
  };
  return { ...JSON.parse(readFileSync(manifest, 'utf8')), styleOf };
}

/** With addresses that hold on any page. */
const readStyle = (file) =>
  readFileSync(join(web, '.next', file), 'utf8').replaceAll(
    /url\((?!data:|\/)([^)]+)\)/g,
    (_, name) => `url(${posix.join('/_next', posix.dirname(file), name)})`,
  );
