import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { PageProcess } from '@onsale/front';
import { type Logger, pickFreePort } from '@onsale/runtime';
import { createWorkMeter, statOf } from './process-work.js';
import { beatMs, createPulse } from './pulse.js';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const restartDelayMs = 1_000;
const mostHeapMb = 256;

/** The renderers, outside the API's event loop. */
export interface Web {
  /** The number of renderers. */
  readonly processes: number;
  /** The renderer whose turn it is. */
  next(): PageProcess;
  /** Resolves when pages can be requested; rejects when they cannot be started. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export interface WebOptions {
  /** Path of the web app's `server.mjs`. */
  readonly entry: string;
  readonly apiUrl: string;
  /** The install's own texts and looks, as a renderer reads them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly processes: number;
  readonly dev: boolean;
  readonly log: Logger;
}

/**
 * Launches the renderers and, once they have been ready, keeps them running. They exit when this
 * process dies.
 */
export async function startWeb(options: WebOptions): Promise<Web> {
  if (!existsSync(options.entry)) throw new Error(`${options.entry} is missing.`);
  const pages = await Promise.all(
    Array.from({ length: options.processes }, () => startOne(options)),
  );
  const ready = Promise.all(pages.map((one) => one.ready)).then(() => undefined);
  ready.catch(() => undefined); // callers that await it receive the error
  let turn = 0;
  return {
    processes: pages.length,
    next() {
      // Skips renderers that are silent or restarting, unless all of them are.
      const up = pages.filter((one) => one.isUp() && !one.silent.aborted);
      const choice = up.length > 0 ? up : pages;
      turn = (turn + 1) % choice.length;
      const { url, silent } = choice[turn] ?? (pages[0] as Page);
      return { url, silent };
    },
    ready,
    async stop() {
      await Promise.all(pages.map((one) => one.stop()));
    },
  };
}

interface Page extends PageProcess {
  readonly silent: AbortSignal;
  readonly ready: Promise<void>;
  isUp(): boolean;
  stop(): Promise<void>;
}

async function startOne(options: WebOptions): Promise<Page> {
  const port = await pickFreePort();
  /** Once the renderer has been up, it restarts whenever it ends. */
  let state: 'starting' | 'up' | 'stopped' = 'starting';
  let child: ChildProcess;
  let isUp = false;
  let pulse = createPulse();
  // In development a process is silent while it compiles a page.
  const isWorking = createWorkMeter(() => statOf(child.pid));
  const ticking = options.dev ? undefined : setInterval(() => pulse.tick(isWorking), beatMs);

  const launch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      child = fork(options.entry, options.dev ? ['--dev'] : [], {
        env: {
          ...withoutSettings(process.env),
          WEB_PORT: String(port),
          ...options.environment,
          API_URL: options.apiUrl,
        },
        // With more room, V8 would free a page's garbage late.
        execArgv: options.dev ? [] : [`--max-old-space-size=${mostHeapMb}`],
        // Next's own output is for developers; errors are for everyone.
        stdio: ['ignore', options.dev ? 'inherit' : 'ignore', 'inherit', 'ipc'],
        // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop it in order.
        detached: true,
      });
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`The page server did not start within ${startTimeoutMs / 1000} s.`));
      }, startTimeoutMs);
      pulse = createPulse();
      child.on('message', pulse.beat);
      child.once('message', () => {
        clearTimeout(timer);
        isUp = true;
        resolve();
      });
      let gone = false;
      const onGone = (reason: string) => {
        if (gone) return;
        gone = true;
        isUp = false;
        clearTimeout(timer);
        reject(new Error(`The page server ended while starting (${reason}).`));
        if (state !== 'up') return;
        options.log.error({ reason }, 'the page server ended and is started again');
        // When the launch fails, this runs again.
        setTimeout(() => {
          if (state === 'up') launch().catch(() => undefined);
        }, restartDelayMs);
      };
      child.once('error', (error) => onGone(error.message));
      child.once('exit', (code, signal) => onGone(signal ?? `exit code ${code}`));
    });

  const ready = launch().then(() => {
    if (state === 'starting') state = 'up';
  });
  return {
    url: `http://127.0.0.1:${port}`,
    ready,
    get silent() {
      return pulse.silent;
    },
    isUp: () => isUp,
    async stop() {
      state = 'stopped';
      clearInterval(ticking);
      const { pid, exitCode, signalCode } = child;
      if (pid === undefined || exitCode !== null || signalCode !== null) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    },
  };
}

/** The environment for programs that need none of our settings, some of which are secret. */
export const withoutSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ONSALE_')));
