// `npm run versions -- --write`: writes newer patches into the files that pin the versions.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const npmLimitMs = 300_000;

/** How a pin is written, by its source; `images.json` has tags apart from their names. */
const written = {
  npm: ({ name, version }) => `"${name}": "${version}"`,
  images: ({ name, version }) => `${name}:${version}`,
  actions: ({ name, version }) => `${name}@${version}`,
};
/** What a pin must not touch: `nats:2.11.1` is no part of `my/nats:2.11.17`. */
const before = '(?<![\\w./-])';
const after = '(?![\\w.-])';
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * The text of a file with the newest patch of each pin in it. No I/O.
 * @param behind pins as `lookUp` gives them
 */
export function raise(behind, path, text) {
  if (path.endsWith('images.json')) {
    const images = JSON.parse(text);
    for (const { name, pinned, patch } of behind.filter(({ source }) => source === 'images')) {
      images[name] = images[name]?.map((tag) => (tag === pinned ? patch : tag));
    }
    return `${JSON.stringify(images, null, 2).replace(/\[\s+([^\]]*?)\s+\]/g, '[$1]')}\n`;
  }
  const isManifest = path.endsWith('package.json');
  return behind
    .filter(({ source }) => (source === 'npm') === isManifest)
    .reduce((raised, { source, name, pinned, patch }) => {
      const pin = literal(written[source]({ name, version: pinned }));
      const at = new RegExp(`${before}${pin}${after}`, 'g');
      return raised.replace(at, () => written[source]({ name, version: patch }));
    }, text);
}

/**
 * The pins that none of these texts of workflows names. The token of a workflow may not change
 * workflows, and a version that they name must be the same everywhere.
 */
export const outside = (workflows, behind) =>
  behind.filter((pin) => workflows.every((text) => raise([pin], 'workflow', text) === text));

/** Raises the pins in the files of a checkout, and its lock file by npm. @throws Error when npm fails */
export function raiseAll(behind, root) {
  if (behind.length === 0) return;
  const run = (program, ...args) =>
    execFileSync(program, args, {
      ...{ cwd: root, encoding: 'utf8', timeout: npmLimitMs },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const pinning = ['deploy', '.github', 'package.json', '*/*/package.json'];
  for (const path of run('git', 'ls-files', '-z', ...pinning)
    .split('\0')
    .filter(Boolean)) {
    const text = readFileSync(join(root, path), 'utf8');
    const raised = raise(behind, path, text);
    if (raised !== text) writeFileSync(join(root, path), raised);
  }
  const names = behind.filter(({ source }) => source === 'npm').map(({ name }) => name);
  if (names.length === 0) return;
  const quietly = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  run('npm', 'install', ...quietly);
  // Those that package.json names by a range.
  run('npm', 'update', ...quietly, ...names);
}
