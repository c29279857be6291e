// Reduces a checkout to what one workspace runs on, and the development dependencies that are named:
// `node deploy/keep-workspace.mjs @onsale/orders esbuild`. npm's own `--workspace` would install the
// tools of the tests too, and a database server. For the image's build, in a copy: it removes
// folders and rewrites package.json files.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const [wanted, ...tools] = process.argv.slice(2);
const root = read('.');
const folders = root.workspaces
  .flatMap((entry) =>
    entry.endsWith('/*')
      ? readdirSync(entry.slice(0, -2)).map((name) => entry.replace('*', name))
      : [entry],
  )
  .filter((folder) => existsSync(`${folder}/package.json`));
const all = new Map(folders.map((folder) => [read(folder).name, folder]));
if (!all.has(wanted)) {
  console.error(`There is no workspace ${wanted}. There are: ${[...all.keys()].join(', ')}`);
  process.exit(1);
}

const kept = new Set();
keep(wanted);
for (const [name, folder] of all) if (!kept.has(name)) rmSync(folder, { recursive: true });
for (const name of kept) {
  const folder = all.get(name);
  write(folder, withTools(read(folder)));
}
write('.', {
  ...withTools(root),
  workspaces: [...kept].map((name) => all.get(name)),
  scripts: undefined,
});

function keep(name) {
  if (kept.has(name)) return;
  kept.add(name);
  for (const needed of Object.keys(read(all.get(name)).dependencies ?? {})) {
    if (all.has(needed)) keep(needed);
  }
}

function withTools({ devDependencies = {}, ...rest }) {
  const named = Object.entries(devDependencies).filter(([name]) => tools.includes(name));
  return { ...rest, devDependencies: named.length > 0 ? Object.fromEntries(named) : undefined };
}

function read(folder) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
}

function write(folder, content) {
  writeFileSync(`${folder}/package.json`, `${JSON.stringify(content, null, 2)}\n`);
}
