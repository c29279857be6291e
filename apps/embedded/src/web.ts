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

/** The processes that render the pages, outside the API's event loop. */
export interface Web {
  /** How many there are. */
  readonly processes: number;
  /** The one whose turn it is. */
  next(): PageProcess;
  /** Settles when the pages can be asked for, or cannot be started. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export interface WebOptions {
  /** Path of the web app's `server.mjs`. */
  readonly entry: string;
  readonly apiUrl: string;
  /** What the install says of itself, as a page server reads it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly processes: number;
  readonly dev: boolean;
  readonly log: Logger;
}

/**
 * Launches the page servers and, once they were ready, keeps them running. They exit
 * when this process dies.
 */
export async function startWeb(options: WebOptions): Promise<Web> {
  if (!existsSync(options.entry)) throw new Error(`${options.entry} is missing.`);
  const pages = await Promise.all(
    Array.from({ length: options.processes }, () => startOne(options)),
  );
  const ready = Promise.all(pages.map((one) => one.ready)).then(() => undefined);
  ready.catch(() => undefined); // callers that await it get the error
  let turn = 0;
  return {
    processes: pages.length,
    next() {
      // One that is silent, or is being started again, is passed over, unless all are.
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
  /** Once it was up it is started again whenever it ends. */
  let state: 'starting' | 'up' | 'stopped' = 'starting';
  let child: ChildProcess;
  let isUp = false;
  let pulse = createPulse();
  // In development a page is compiled first, and a process that compiles says nothing.
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
        // What a page leaves behind is freed late, since there is always more room.
        execArgv: options.dev ? [] : [`--max-old-space-size=${mostHeapMb}`],
        // What Next says of itself is for developers; errors are for everyone.
        stdio: ['ignore', options.dev ? 'inherit' : 'ignore', 'inherit', 'ipc'],
        // Its own process group: Ctrl-C in the terminal is for us, and we stop it in good order.
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
        // When that fails this is called again.
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

/** For programs that need none of our settings: some are secret. */
export const withoutSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ONSALE_')));
