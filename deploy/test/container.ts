import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Image } from './builder.js';

export interface Container {
  /** What it has written to its standard error. */
  said(): string;
  /** The exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  /** As a container runtime stops it: a signal to its process 1. @returns the exit code */
  stop(): Promise<number | null>;
  kill(): void;
}

/**
 * Runs an image as Kubernetes would, as far as there is no container runtime: its own root, which
 * is read only but for /tmp, its user, its command as process 1. It shares the network.
 * @param options `writable`: the root may be written to, as under `skaffold dev`
 */
export function startContainer(
  image: Image,
  environment: Record<string, string>,
  { writable = false }: { writable?: boolean } = {},
): Container {
  const { config, root } = image;
  const given = [
    ...config.Env,
    ...Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  ];
  const script = `
    mount --bind "$1" "$1" && cd "$1" && ${writable ? 'true' : 'mount -o remount,bind,ro .'} &&
    mount -t proc proc proc && mount --rbind /dev dev && mount -t tmpfs tmpfs tmp &&
    shift && user=$1 && shift && exec chroot --userspec="$user" . "$@"`;
  const command = ['env', '-i', '-C', config.WorkingDir, ...given, ...config.Cmd];
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'],
      ...['sh', '-c', script, 'sh', root, config.User, ...command],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let text = '';
  child.stderr?.on('data', (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    said: () => text,
    ended,
    async stop() {
      process.kill(await firstProcessOf(child), 'SIGTERM');
      return ended;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

async function firstProcessOf({ pid }: ChildProcess): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
}
