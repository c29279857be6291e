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
  stop(): Promise<void>;
}

/**
 * Starts the page server and keeps it running. It leaves by itself when this process dies.
 * @param entry path of the web app's `server.mjs`
 * @throws Error when it does not come up in time
 */
export async function startWeb(options: {
  entry: string;
  apiUrl: string;
  dev: boolean;
  log: Logger;
}): Promise<Web> {
  if (!existsSync(options.entry)) throw new Error(`${options.entry} is missing.`);
  const port = await freePort();
  let stopping = false;
  let child: ChildProcess;

  const launch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      child = fork(options.entry, options.dev ? ['--dev'] : [], {
        env: { ...process.env, WEB_PORT: String(port), API_URL: options.apiUrl },
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`The page server did not start within ${startTimeoutMs / 1000} s.`));
      }, startTimeoutMs);
      child.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`The page server ended while starting (${signal ?? code}).`));
        if (stopping) return;
        options.log.error({ code, signal }, 'page server ended; starting it again');
        setTimeout(() => {
          if (!stopping) void launch().catch((err) => options.log.error({ err }, 'page server'));
        }, restartDelayMs);
      });
    });

  await launch().catch((error) => {
    stopping = true;
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
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
