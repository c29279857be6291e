import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@onsale/infra';
import { operatorTokenIn, root } from '@onsale/install';
import { pickFreePort } from '@onsale/runtime';
import { RehearsalError } from './failure.js';
import { databasesIn, type Install, processesIn } from './install.js';
import type { Plan } from './plan.js';
import { postgresFolder, runningPostgres } from './postgres-of.js';

/** A temporary install of this checkout, which may be killed. */
export interface OwnInstall extends Install {
  readonly dataFolder: string;
  /** `kill -9` of the process that runs the services, and a new start. Resolves when it serves. */
  crashService(): Promise<void>;
  /**
   * `kill -9` of PostgreSQL. Resolves when the install has recovered on its own.
   * @param servesBuyers is asked once PostgreSQL runs again: a busy install may serve its buyers
   * long before it finds the time to say that it is ready
   */
  crashPostgres(servesBuyers: () => boolean): Promise<void>;
  /** Aborts when it exits unexpectedly, with a sentence as the reason. */
  readonly ended: AbortSignal;
  /** Stops it in any state. */
  stop(): Promise<void>;
  /** Deletes its data. Call it after `stop`. */
  remove(): Promise<void>;
}

const startLimitMs = 180_000;
const stopLimitMs = 50_000;
const healthyEveryMs = 100;
const lastWordsLength = 2_000;

/** As `npm start` runs it. */
const program = ['--max-semi-space-size=64', 'apps/embedded/dist/main.js'];

/**
 * Starts it with a data folder of its own on a free port.
 * @param settings of its environment, beside those that every install of its kind has
 * @throws RehearsalError when it does not start; nothing is left then
 */
export async function startOwnInstall(
  name: string,
  { holdSeconds, as }: Pick<Plan, 'holdSeconds' | 'as'>,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
): Promise<OwnInstall> {
  const dataFolder = join(root, '.onsale', name);
  const port = await pickFreePort();
  const url = `http://127.0.0.1:${port}`;
  const ended = new AbortController();
  let child: ChildProcess | undefined;
  let stopping = false;
  // On a hurried exit, this signal makes it stop its PostgreSQL too.
  const onExit = () => {
    child?.kill('SIGTERM');
    console.error(`The install is stopping. Its data stays in ${dataFolder}`);
  };
  process.once('exit', onExit);

  async function start(): Promise<void> {
    const started = launch({
      ...environmentOf(port, dataFolder, holdSeconds),
      ...pagesFor(as),
      ...settings,
    });
    child = started.child;
    started.child.once('exit', (code, by) => {
      if (stopping || child !== started.child) return;
      const words = started.lastWords();
      ended.abort(`The install exited unexpectedly (${by ?? `exit code ${code}`}).${words}`);
    });
    await started.ready(signal);
  }

  async function crashService(): Promise<void> {
    const killed = child;
    child = undefined;
    if (!killed) return;
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    await gone;
    if (!stopping) await start();
  }

  async function crashPostgres(servesBuyers: () => boolean): Promise<void> {
    const before = await runningPostgres(dataFolder);
    if (!before) throw new RehearsalError(`PostgreSQL of ${dataFolder} is not running.`);
    process.kill(before.pid, 'SIGKILL');
    for (const givenUpMs = performance.now() + startLimitMs; ; ) {
      await pause(healthyEveryMs);
      if (stopping || signal.aborted) return;
      const now = await runningPostgres(dataFolder);
      const runs = now !== undefined && now.pid !== before.pid;
      if (runs && (servesBuyers() || (await isReady(url)))) return;
      if (performance.now() > givenUpMs) {
        throw new RehearsalError('PostgreSQL was killed, and the install did not serve again.');
      }
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child?.kill('SIGKILL'), stopLimitMs);
      await gone;
      clearTimeout(timer);
    }
    process.off('exit', onExit);
    // A killed service leaves its PostgreSQL running; the next start in the folder stops it.
    if (await runningPostgres(dataFolder)) {
      const dataDir = join(dataFolder, 'postgres');
      const taken = await startEmbeddedPostgres({ dataDir, log: () => undefined });
      await taken.stop();
    }
  }

  async function remove(): Promise<void> {
    await rm(await postgresFolder(dataFolder), { recursive: true, force: true });
    await rm(dataFolder, { recursive: true, force: true });
  }

  await mkdir(dirname(dataFolder), { recursive: true, mode: 0o711 });
  try {
    await start();
    const operatorToken = await operatorTokenIn(dataFolder);
    if (!operatorToken) throw new RehearsalError('The new install has made no operator token.');
    return {
      url,
      operatorToken,
      dataFolder,
      databases: () => databasesIn(dataFolder),
      processes: () => processesIn(dataFolder),
      crashService,
      crashPostgres,
      ended: ended.signal,
      stop,
      remove,
    };
  } catch (error) {
    await stop();
    await remove();
    throw error;
  }
}

function launch(environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for us; we end it in good order.
    detached: true,
  });
  let words = '';
  let settle: ((error?: Error) => void) | undefined;
  const hear = (text: string) => {
    words = (words + text).slice(-lastWordsLength);
    if (words.includes('Onsale is ready')) settle?.();
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  const lastWords = () => (words === '' ? '' : ` Its last words:\n${words.trim()}`);
  const failed = (why: string) =>
    new RehearsalError(`The install for the rehearsal did not start: ${why}.${lastWords()}`);
  return {
    child,
    lastWords,
    ready: (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => settle?.(failed('it took too long')), startLimitMs);
        const onAbort = () => settle?.(new RehearsalError('Stopped while the install started.'));
        settle = (error) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          settle = undefined;
          if (error) reject(error);
          else resolve();
        };
        signal.addEventListener('abort', onAbort);
        child.once('error', (error) => settle?.(failed(error.message)));
        child.once('exit', (code, by) => settle?.(failed(`${by ?? `exit code ${code}`}`)));
        if (signal.aborted) onAbort();
      }),
  };
}

/** Ours, without what the operator has set for another install. */
function environmentOf(port: number, data: string, holdSeconds: number): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('ONSALE_'));
  return {
    ...Object.fromEntries(own),
    NODE_ENV: 'production',
    PORT: String(port),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOLD_SECONDS: String(holdSeconds),
  };
}

/** Pages for browsers, and as many streams as if the crowd came from many addresses. */
const pagesFor = (as: Plan['as']): NodeJS.ProcessEnv =>
  as === 'browsers' ? { ONSALE_WEB: '1', ONSALE_STREAMS_PER_ADDRESS: '1000000' } : {};

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** The folder name of one rehearsal. */
export const ownInstallName = (at: Date): string =>
  `rehearsal-${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${process.pid}`;
