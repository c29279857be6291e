// Chooses the Node for the tests and for everything they start.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Files that start the product or depend on Node itself. */
const both = ['start', 'leaning on Node'];
/** Vitest's projects: parts run on this Node, whole products and clusters on that of the images. */
export const projects = {
  here: ['parts', 'scripts and pages', ...both],
  shipped: ['product', 'installs', 'cluster', 'Kubernetes', 'Compose', ...both],
};

/**
 * Which tests run on which Node, one turn after the other.
 * @param {string | undefined} wanted as for `testNode`; or `both`: this Node and that of the images.
 *   What `args` name then runs on each; without `args` every project on its own.
 * @param {readonly string[]} args for Vitest
 * @returns {{ node: string, args: readonly string[] }[]}
 * @throws Error when there is no such Node
 */
export function planTurns(wanted, args) {
  if (wanted !== 'both') return [{ node: testNode(wanted), args }];
  const [here, shipped] = [process.execPath, testNode(shippedNode())];
  if (args.length > 0) return [here, shipped].map((node) => ({ node, args }));
  return [
    { node: here, args: named(projects.here) },
    { node: shipped, args: named(projects.shipped) },
  ];
}

const named = (names) => names.map((name) => `--project=${name}`);

/**
 * @param {string | undefined} wanted empty: this Node; `24`: the release of that line that the
 *   images ship, brought by npm if it is not here yet; or the path of a `node`
 * @returns {string} its path
 * @throws Error when there is none
 */
export function testNode(wanted) {
  if (!wanted) return process.execPath;
  if (existsSync(wanted)) return wanted;
  const shipped = shippedNode();
  if (wanted !== shipped.split('.')[0] && wanted !== shipped) {
    throw new Error(
      `ONSALE_TEST_NODE is ${wanted}. Set it to ${shipped.split('.')[0]}, which the images ship, to both, or to the path of a node.`,
    );
  }
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, '.onsale', `${name}-${shipped}`);
  const node = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(node)) {
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    const args = ['install', '--prefix', folder, ...quiet, `${name}@${shipped}`];
    execFileSync('npm', args, { stdio: 'inherit', timeout: 180_000 });
  }
  return node;
}

/** `24.21.0` */
const shippedNode = () =>
  /^ARG NODE_IMAGE=.*node:([0-9.]+)-/m.exec(
    readFileSync(join(root, 'deploy/Dockerfile'), 'utf8'),
  )[1];
