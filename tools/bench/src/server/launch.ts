import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../failure.js';
import type { Job, Question } from './protocol.js';

/** A server of the bench, seen from outside. */
export interface RunningServer {
  readonly url: string;
  publish(messages: readonly object[]): Promise<void>;
  /** Messages that wait in an outbox or for a subscription. */
  waiting(): Promise<number>;
  /** Processor time of its process since it began, milliseconds. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const answerLimitMs = 120_000;
const exitLimitMs = 20_000;
const lastWordsLength = 2_000;
const program = fileURLToPath(new URL('../../dist/server/child.js', import.meta.url));
/** As `npm start` has it. */
const nodeOptions = ['--max-semi-space-size=64'];

/**
 * Starts a server in a process of its own and waits until it serves.
 * @throws BenchError with its last words when it does not, or ends by itself
 */
export async function startServer(job: Job): Promise<RunningServer> {
  const child = fork(program, {
    execArgv: nodeOptions,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-lastWordsLength);
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const failed = (why: string) =>
    new BenchError(`The server "${job.role}" ${why}.${words === '' ? '' : `\n${words.trim()}`}`);
  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      for (const each of waiting.values()) each.reject(failed(why));
      waiting.clear();
      resolve();
    };
    child.once('exit', (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
    child.once('error', (error) => end(`did not start: ${error.message}`));
  });
  child.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(failed(`failed: ${error}`));
  });

  let questions = 0;
  function ask<T>(question: Question): Promise<T> {
    questions += 1;
    const id = questions;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(failed(`did not answer "${question.ask}" in ${answerLimitMs / 1000} s`));
      }, answerLimitMs);
      const settle = () => clearTimeout(timer);
      waiting.set(id, {
        resolve: (value) => {
          settle();
          resolve(value as T);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      child.send({ id, question }, (error) => {
        if (!error) return;
        waiting.get(id)?.reject(failed('is gone'));
        waiting.delete(id);
      });
    });
  }

  async function end(): Promise<void> {
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), exitLimitMs);
    await gone;
    clearTimeout(timer);
  }

  try {
    const url = await ask<string>({ ask: 'start', job });
    return {
      url,
      publish: (messages) => ask({ ask: 'publish', messages }),
      waiting: () => ask({ ask: 'waiting' }),
      cpuMs: () => ask({ ask: 'cpu' }),
      async stop() {
        try {
          if (child.connected) await ask({ ask: 'stop' });
        } finally {
          await end();
        }
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
