import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ToolError } from '@onsale/cli';
import { type Environment, root } from '../folder.js';
import { explain, type Trouble, troubleOf } from './trouble.js';

/** A namespace of a Kubernetes cluster, as kubectl knows it. */
export interface KubernetesPlace {
  readonly namespace: string;
  /** A context of the kubeconfig; by default its current one. */
  readonly context?: string;
}

/** kubectl did not do it. */
export class KubectlError extends ToolError {
  override readonly name = 'KubectlError';
  constructor(
    readonly trouble: Trouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface RunOptions {
  /** For its standard input. */
  readonly input?: string;
  /** The limit for a command that watches for long. */
  readonly timeoutMs?: number;
  /** Ctrl-C does not end it, because it cleans up. */
  readonly isCleanUp?: boolean;
}

/** The kubectl of this machine, in one namespace. */
export interface Kubectl extends KubernetesPlace {
  /** @returns its standard output; @throws KubectlError */
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  /**
   * Objects of the namespace.
   * @param which names, of which some may not exist, or a `--selector=…`; all without it
   * @throws KubectlError
   */
  get<T>(kind: string, which?: readonly string[]): Promise<T[]>;
  /**
   * Starts one that keeps running, in a group of processes of its own: it has no part in a Ctrl-C, so
   * end the group. It ends with this process in any case, also when that is killed.
   */
  start(args: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable>;
}

const withParent = join(root, 'scripts', 'with-parent.mjs');
const timeoutMs = 30_000;
const requestTimeout = '--request-timeout=20s';
const mostOutput = 64 * 1024 ** 2;

/**
 * @param environment of kubectl: PATH, KUBECONFIG
 * @param signal ends its running commands, except those that clean up
 */
export function createKubectl(
  place: KubernetesPlace,
  environment: Environment,
  signal: AbortSignal,
): Kubectl {
  const { namespace, context } = place;
  const where = [
    ...['--namespace', namespace],
    ...(context === undefined ? [] : ['--context', context]),
  ];

  function run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { input, isCleanUp = false } = options;
    const limitMs = options.timeoutMs ?? timeoutMs;
    const limits = {
      ...{ timeout: limitMs, maxBuffer: mostOutput, encoding: 'utf8' as const, env: environment },
      ...(isCleanUp ? {} : { signal }),
    };
    return new Promise((resolve, reject) => {
      const all = [...where, ...(options.timeoutMs ? [] : [requestTimeout]), ...args];
      const child = execFile('kubectl', all, limits, (error, out, said) => {
        if (!error) resolve(out);
        else if (!isCleanUp && signal.aborted) reject(signal.reason);
        else if (error.killed) {
          reject(failure(args, `it did not answer in ${limitMs / 1000} s`, error));
        } else reject(error.code === 'ENOENT' ? noKubectl(error) : failure(args, said, error));
      });
      child.stdin?.on('error', () => undefined); // it ended before it read: its exit says why
      child.stdin?.end(input ?? '');
    });
  }

  return {
    ...place,
    run,
    async get<T>(kind: string, which: readonly string[] = []) {
      const text = await run(['get', kind, ...which, '--ignore-not-found', '--output=json']);
      if (text === '') return [];
      const found = JSON.parse(text) as { items?: T[] } & T;
      return found.items ?? [found];
    },
    start: (args) =>
      spawn(process.execPath, [withParent, 'kubectl', ...where, ...args], {
        env: environment,
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
  };
}

const noKubectl = (cause: unknown): ToolError =>
  new ToolError(
    'There is no kubectl on this machine. Install it, or name the databases in the environment (ONSALE_ORDERS_DATABASE_URL …) instead of --kubernetes.',
    { cause },
  );

/** @param said on standard error */
export const failure = (args: readonly string[], said: string, cause?: unknown): KubectlError =>
  new KubectlError(troubleOf(said), explain(said, args.slice(0, 2).join(' ')), { cause });
