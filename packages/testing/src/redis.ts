import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pickFreePort } from '@onsale/runtime';
import { eventually } from './eventually.js';
import { findProgram } from './find-program.js';
import { testFolder } from './folder.js';

const program = findProgram('redis-server');
/** Whether this machine has a redis-server; otherwise its tests are skipped. */
export const hasRedis = program !== undefined;

/** A Redis server for one test file, on 127.0.0.1, with its data in a folder of its own. */
export interface TestRedis {
  readonly url: string;
  /**
   * Sends one command over a new connection.
   * @returns the reply as Redis writes it: `+PONG`
   */
  send(...words: string[]): Promise<string>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections but does not answer. */
  pause(): void;
  resume(): void;
  /** Restarts it on the same port, by default with its data. */
  restart(options?: { readonly keepData?: boolean }): Promise<void>;
  /** Kills it and deletes its data. */
  stop(): Promise<void>;
}

interface TestRedisOptions {
  readonly password?: string;
  /** Lines of its configuration, with its accounts; `password` is that of `operator`. */
  readonly settings?: string;
}

/**
 * Starts a redis-server with the settings for timers: append-only file, no eviction. Resolves when
 * it answers.
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const { password, settings } = options;
  const login = password && (settings ? ['operator', password] : [password]);
  if (!program) throw new Error('There is no redis-server on this machine.');
  const executable = program;
  const folder = await testFolder('redis');
  const dataDir = join(folder, 'data');
  const configuration = join(folder, 'redis.conf');
  let server: ChildProcess | undefined;
  const send = (...words: string[]) => sendCommand(port, login, words);

  async function start(onPort: number): Promise<void> {
    await mkdir(dataDir, { recursive: true });
    await writeFile(configuration, settings ?? '');
    const args = argumentsOf(onPort, dataDir, settings ? undefined : password);
    const child = spawn(executable, [configuration, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    server = child;
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    process.once('exit', killServer);
    await eventually(async () => {
      if (!isRunning(child)) return;
      const reply = await sendCommand(onPort, login, ['PING']);
      if (reply !== '+PONG') throw new Error(`redis-server: ${reply}\n${said}`);
    });
    if (!isRunning(child)) throw new Error(`redis-server ended: ${said}`);
  }

  const killServer = () => server?.kill('SIGKILL');
  async function kill(): Promise<void> {
    process.off('exit', killServer);
    if (!server || !isRunning(server)) return;
    const gone = once(server, 'exit');
    killServer();
    await gone;
  }

  /** Another program may take the port before Redis does. */
  async function startSomewhere(): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const onPort = await pickFreePort();
      try {
        await start(onPort);
        return onPort;
      } catch (error) {
        await kill();
        if (attempt === 10) throw error;
      }
    }
  }
  const port = await startSomewhere();

  return {
    url: `redis://${settings ? 'operator' : ''}${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${port}`,
    send,
    kill,
    pause: () => server?.kill('SIGSTOP'),
    resume: () => server?.kill('SIGCONT'),
    async restart({ keepData = true } = {}) {
      await kill();
      if (!keepData) await rm(dataDir, { recursive: true });
      await start(port);
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

const argumentsOf = (port: number, dataDir: string, password: string | undefined): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dataDir, '--save', ''],
  ...['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
  ...(password ? ['--requirepass', password] : []),
];

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** @returns the last reply, without its line end */
async function sendCommand(
  port: number,
  login: readonly string[] | '' | undefined,
  words: readonly string[],
): Promise<string> {
  const commands = [...(login ? [['AUTH', ...login]] : []), words, ['QUIT']];
  const socket = connect({ port, host: '127.0.0.1', timeout: 15_000 });
  socket.on('timeout', () => socket.destroy(new Error('redis-server does not answer')));
  socket.setEncoding('utf8').write(commands.map(encode).join(''));
  let replies = '';
  for await (const text of socket) replies += text;
  // AUTH before it and QUIT after it get one line each.
  const lines = replies.split('\r\n').slice(login ? 1 : 0, -2);
  return lines.join('\n');
}

const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
