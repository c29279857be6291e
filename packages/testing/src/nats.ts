import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pickFreePort } from '@onsale/runtime';
import { eventually } from './eventually.js';
import { findProgram } from './find-program.js';
import { testFolder } from './folder.js';

/** The program; undefined if this machine lacks it. */
export const natsServerPath = findProgram('nats-server');

/** A real nats-server with JetStream, its store in a temporary folder. */
export interface TestNats {
  /** `nats://127.0.0.1:<port>`, the same after a restart. */
  readonly url: string;
  /** The monitoring address of the server, for `/healthz`, `/jsz`, `/connz`. */
  readonly monitorUrl: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections but does not answer. Resolves when it is paused. */
  pause(): Promise<void>;
  resume(): void;
  /**
   * SIGUSR2: it announces that it is about to stop, hands over leadership, and closes its clients
   * later.
   */
  retire(): void;
  /**
   * Starts it again on the same port and store. Resolves when it runs JetStream; among several it
   * may still be catching up.
   */
  restart(): Promise<void>;
  /** Changes what it requires of clients, from the next start on. */
  askFor(options: TestNatsOptions): Promise<void>;
  /** Deletes its store while it is not running, like a lost disk. */
  forget(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Several servers with a common stream. */
export interface TestNatsCluster {
  readonly servers: readonly TestNats[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

export interface TestNatsOptions {
  /** Required of every client. */
  readonly token?: string;
  /** Lines of its configuration: accounts, TLS. */
  readonly settings?: string;
}

const startTimeoutMs = 60_000;
const attempts = 3;

/**
 * Starts one server. Call `stop` in `afterAll`.
 * @throws Error with its output if it does not start
 */
export async function startNats(options: TestNatsOptions = {}): Promise<TestNats> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await prepare(options);
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      if (attempt === attempts) throw error; // another program took the port: pick another one
    }
  }
}

/** Starts servers that know each other. Resolves when they have elected a leader. */
export async function startNatsCluster(
  options: TestNatsOptions & { readonly size?: number } = {},
): Promise<TestNatsCluster> {
  const names = Array.from({ length: options.size ?? 3 }, (_, index) => `n${index + 1}`);
  const ports = await Promise.all(names.map(() => pickFreePort()));
  const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`);
  const servers = await Promise.all(
    names.map((name, index) =>
      prepare(options, [
        `server_name: ${name}`,
        `cluster { name: test, listen: "127.0.0.1:${ports[index]}", routes: [${routes.join(', ')}] }`,
      ]),
    ),
  );
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    await Promise.all(servers.map((server) => server.restart()));
    for (const { monitorUrl } of servers) {
      await eventually(() => assertHealthy(monitorUrl), { timeoutMs: startTimeoutMs });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, urls: servers.map(({ url }) => url), stop };
}

async function prepare(options: TestNatsOptions, more: readonly string[] = []): Promise<TestNats> {
  if (natsServerPath === undefined) throw new Error('There is no nats-server on this machine.');
  const program = natsServerPath;
  const folder = await testFolder('nats');
  const [port, monitorPort] = [await pickFreePort(), await pickFreePort()];
  const [config, store] = [join(folder, 'nats.conf'), join(folder, 'store')];
  const monitorUrl = `http://127.0.0.1:${monitorPort}`;
  const configure = (asked: TestNatsOptions) =>
    writeFile(
      config,
      [
        `listen: "127.0.0.1:${port}"`,
        `http: "127.0.0.1:${monitorPort}"`,
        `jetstream { store_dir: ${JSON.stringify(store)}, max_mem: 256MB, max_file: 4GB }`,
        ...(asked.settings ? [asked.settings] : []),
        ...(asked.token ? [`authorization { token: ${JSON.stringify(asked.token)} }`] : []),
        ...more,
      ].join('\n'),
    );
  await configure(options);
  let running: { child: ChildProcess; exit: Promise<unknown>; said(): string } | undefined;

  function launch() {
    let said = '';
    const child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (text: Buffer) => {
      said = `${said}${text}`.slice(-4_000);
      if (process.env.ONSALE_TEST_LOG) process.stderr.write(text);
    });
    const exit = once(child, 'exit');
    exit.catch(() => undefined);
    return { child, exit, said: () => said };
  }

  const killNow = () => running?.child.kill('SIGKILL');
  async function kill() {
    process.off('exit', killNow);
    if (!running) return;
    const { exit } = running;
    killNow();
    running = undefined;
    await exit;
  }

  return {
    url: `nats://127.0.0.1:${port}`,
    monitorUrl,
    kill,
    async pause() {
      if (!running) return;
      running.child.kill('SIGSTOP');
      const threads = `/proc/${running.child.pid}/task`;
      if (!existsSync(threads)) return; // not Linux: it will not take long
      await eventually(async () => {
        for (const thread of await readdir(threads)) {
          const state = (await readFile(join(threads, thread, 'stat'), 'utf8')).split(') ')[1]?.[0];
          if (state !== 'T') throw new Error(`nats-server is not stopped yet: ${state}`);
        }
      });
    },
    resume: () => running?.child.kill('SIGCONT'),
    retire: () => running?.child.kill('SIGUSR2'),
    async restart() {
      await kill();
      const started = launch();
      running = started;
      process.once('exit', killNow);
      await eventually(
        async () => {
          if (!isRunning(started.child)) return; // it has ended
          // Only this: among several servers, 2.9 reports an idle stream as not current.
          await assertHealthy(monitorUrl, '?js-enabled-only=true');
        },
        { timeoutMs: startTimeoutMs },
      );
      if (!isRunning(started.child)) throw new Error(`nats-server ended: ${started.said()}`);
    },
    askFor: configure,
    forget: () => rm(store, { recursive: true, force: true }),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function assertHealthy(monitorUrl: string, query = ''): Promise<void> {
  const answer = await fetch(`${monitorUrl}/healthz${query}`, {
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`nats-server is not ready: ${await answer.text()}`);
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
