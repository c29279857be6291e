import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, realpath, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testFolder } from '@onsale/testing';
import { programs } from './programs.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const stepLimitMs = 15 * 60_000;

/** Builds images with buildah, without a daemon and without a registry. */
export interface Builder {
  /** The Dockerfile's target, on a base image made of this machine's own Node. */
  build(target: string, args: Record<string, string>): Promise<Image>;
  /** Removes all of it. */
  stop(): Promise<void>;
}

export interface Image {
  /** Its file system, where it can be read. */
  readonly root: string;
  readonly config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[];
    readonly WorkingDir: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly ExposedPorts: Readonly<Record<string, object>>;
    readonly Healthcheck?: { readonly Test: readonly string[] };
  };
}

export async function startBuilder(): Promise<Builder> {
  const folder = await testFolder('images');
  const buildahOn = (driver: string) => {
    const place = join(folder, driver);
    const store = ['--root', join(place, 'root'), '--runroot', join(place, 'run')];
    return async (...args: string[]) => {
      const all = ['--storage-driver', driver, ...store, ...args];
      const { stdout } = await run(programs.buildah as string, all, {
        cwd: root,
        timeout: stepLimitMs,
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout.trim();
    };
  };
  // Copying every layer whole (vfs) takes minutes, but some kernels allow nothing else.
  const overlay = buildahOn('overlay');
  const hasOverlay = await overlay('rm', await overlay('from', 'scratch')).then(
    () => true,
    () => false,
  );
  const buildah = hasOverlay ? overlay : buildahOn('vfs');
  const stop = async () => {
    await buildah('umount', '--all').catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const base = await makeBase(buildah, join(folder, 'base'));
    return {
      async build(target, args) {
        const name = `localhost/onsale-test-${target}`;
        const given = Object.entries({ ...args, NODE_IMAGE: base });
        await buildah(
          ...['build', '--isolation', 'chroot', '--format', 'docker', '--quiet'],
          ...['--file', 'deploy/Dockerfile', '--target', target, '--tag', name],
          ...given.flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
          '.',
        );
        const container = await buildah('from', '--pull-never', name);
        const inspected = JSON.parse(await buildah('inspect', '--type', 'image', name));
        return {
          root: await buildah('mount', container),
          config: inspected.Docker.config,
        };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Programs of the base image that the Dockerfile uses, beside Node and npm. */
const commands = ['sh', 'env', 'find', 'cp', 'mv', 'rm', 'mkdir', 'chown'];
/** Libraries that are opened by name, so that no program names them. */
const opened = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2', 'librt.so.1'];

/** Stands in for the official Node image: no registry can be reached, Node and npm are here. */
async function makeBase(
  buildah: (...args: string[]) => Promise<string>,
  folder: string,
): Promise<string> {
  for (const name of ['usr/bin', 'usr/lib/node_modules', 'usr/lib64', 'etc/ssl', 'root']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (const name of ['tmp', 'var/tmp', 'proc', 'sys', 'dev']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o1777 });
  }
  for (const name of ['bin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(folder, name));
  const copy = async (from: string, to: string) => {
    await mkdir(dirname(join(folder, to)), { recursive: true });
    await cp(from, join(folder, to), { recursive: true, dereference: true });
  };
  for (const file of ['/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/etc/ssl/certs']) {
    await copy(file, file);
  }
  const npm = join(dirname(await realpath(await which('npm'))), '..');
  await copy(npm, 'usr/lib/node_modules/npm');
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/bin/npm'));
  // How npm reaches its registry from here.
  await copy(join(npm, '../../../etc/npmrc'), 'usr/etc/npmrc').catch(() => undefined);

  const binaries = [process.execPath, ...(await Promise.all(commands.map(which)))];
  const libraries = new Set<string>();
  for (const binary of binaries) {
    const name = binary === process.execPath ? 'node' : binary.split('/').at(-1);
    await copy(binary, `usr/bin/${name}`);
    for (const library of await librariesOf(binary)) libraries.add(library);
  }
  const besides = [...libraries].map(dirname).find((path) => /linux-gnu$/.test(path)) ?? '/lib';
  for (const library of [...libraries, ...opened.map((name) => join(besides, name))]) {
    await copy(library, library);
  }

  const container = await buildah('from', 'scratch');
  await buildah('copy', '--quiet', container, folder, '/');
  await buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', container);
  await buildah('commit', '--quiet', '--rm', container, 'localhost/onsale-test-base');
  await rm(folder, { recursive: true });
  return 'localhost/onsale-test-base';
}

const which = async (name: string) => (await run('sh', ['-c', `command -v ${name}`])).stdout.trim();

async function librariesOf(binary: string): Promise<string[]> {
  const { stdout } = await run('ldd', [binary]);
  return [...stdout.matchAll(/(\/\S+\.so\S*)/g)].map(([, path]) => path as string);
}

/** Bytes of all files at or under a folder. */
export async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
