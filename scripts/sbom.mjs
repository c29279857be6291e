// `npm run sbom [FOLDER]`: what is in each image, as CycloneDX. It asks no registry and installs
// nothing: package-lock.json names every package with its version and digest.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npmLimitMs = 120_000;

/** The images of the product, by name: the workspace that each runs. */
export const images = () =>
  Object.fromEntries(
    [...readdirSync(join(root, 'services')), 'web'].map((name) => [name, `@onsale/${name}`]),
  );

/**
 * @param workspace what the image runs: `@onsale/orders`
 * @returns the bill of materials of its image, made of the same files by the same steps
 * @throws Error when npm fails
 */
export function billOf(workspace) {
  const folder = mkdtempSync(join(tmpdir(), 'onsale-sbom-'));
  const run = (program, args) =>
    execFileSync(program, args, {
      ...{ cwd: folder, encoding: 'utf8', timeout: npmLimitMs, maxBuffer: 64 * 1024 * 1024 },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const npm = (...args) => run('npm', [...args, '--package-lock-only', '--offline', '--no-audit']);
  try {
    for (const path of manifests()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(root, path), join(folder, path));
    }
    run(process.execPath, [join(root, 'deploy/keep-workspace.mjs'), workspace]);
    npm('install', '--ignore-scripts', '--no-fund');
    const bill = JSON.parse(npm('sbom', '--sbom-format=cyclonedx', '--omit=dev'));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const name = workspace.slice(1);
    // npm names the described package after its folder.
    Object.assign(bill.metadata.component, { type: 'container', name, version });
    delete bill.metadata.component.purl;
    return bill;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files that list the packages. */
function manifests() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = workspaces.flatMap((entry) =>
    entry.endsWith('/*')
      ? readdirSync(join(root, entry.slice(0, -2))).map((name) => entry.replace('*', name))
      : [entry],
  );
  return ['package.json', 'package-lock.json', ...folders.map((name) => `${name}/package.json`)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(root, '.onsale/sbom');
  mkdirSync(folder, { recursive: true });
  for (const [name, workspace] of Object.entries(images())) {
    const bill = billOf(workspace);
    const path = join(folder, `${name}.cdx.json`);
    writeFileSync(path, `${JSON.stringify(bill, null, 2)}\n`);
    console.log(`${path}: ${bill.components.length} packages`);
  }
}
