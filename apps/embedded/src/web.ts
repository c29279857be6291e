import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Logger } from '@onsale/runtime';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const restartDelayMs = 1_000;

/** The Next.js process that renders the pages, outside the API's event loop. */
export interface Web {
  /** `http://127.0.0.1:…`, for the gateway. */
  readonly url: string;
  /** Settles when the pages can be asked for, or cannot be started. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Launches the page server and, once it was ready, keeps it running. It leaves by itself when this
 * process dies.
 * @param entry path of the web app's `server.mjs`
 */
export async function startWeb(options: {
  entry: string;
  apiUrl: string;
  dev: boolean;
  log: Logger;
}): Promise<Web> {
  if (!existsSync(options.entry)) throw new Error(`${options.entry} is missing.`);
  const port = await freePort();
  /** Once it was up it is started again whenever it ends. */
  let state: 'starting' | 'up' | 'stopped' = 'starting';
  let child: ChildProcess;

  const launch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      child = fork(options.entry, options.dev ? ['--dev'] : [], {
        env: { ...withoutSettings(process.env), WEB_PORT: String(port), API_URL: options.apiUrl },
        execArgv: [],
        // What Next says of itself is for developers; errors are for everybody.
        stdio: ['ignore', options.dev ? 'inherit' : 'ignore', 'inherit', 'ipc'],
        // Its own process group: Ctrl-C in the terminal is for us, and we stop it in good order.
        detached: true,
      });
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`The page server did not start within ${startTimeoutMs / 1000} s.`));
      }, startTimeoutMs);
      child.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      let gone = false;
      const onGone = (reason: string) => {
        if (gone) return;
        gone = true;
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
  ready.catch(() => undefined); // whoever waits for it hears of it
  return {
    url: `http://127.0.0.1:${port}`,
    ready,
    async stop() {
      state = 'stopped';
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });
}
