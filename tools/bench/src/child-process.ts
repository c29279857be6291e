import { fork } from 'node:child_process';
import { BenchError } from './failure.js';

/** A part of the bench in a process of its own, which answers questions. */
export interface Child<Q> {
  /** @throws BenchError with its last output when it fails, or exits unexpectedly */
  ask<T>(question: Q): Promise<T>;
  isThere(): boolean;
  end(): Promise<void>;
}

const answerLimitMs = 120_000;
const exitLimitMs = 20_000;
const lastWordsLength = 2_000;

/**
 * Starts a program that calls `answerQuestions`.
 * @param title for a person: 'The server "orders"'
 */
export function startChild<Q extends { readonly ask: string }>(
  program: string,
  title: string,
  nodeOptions: readonly string[] = [],
): Child<Q> {
  const child = fork(program, {
    execArgv: [...nodeOptions],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-lastWordsLength);
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const failed = (why: string) =>
    new BenchError(`${title} ${why}.${words === '' ? '' : `\n${words.trim()}`}`);
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
  return {
    ask<T>(question: Q): Promise<T> {
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
    },
    isThere: () => child.connected,
    async end() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), exitLimitMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** The child's side: answers the bench's questions until the bench exits. */
export function answerQuestions<Q>(answer: (question: Q) => Promise<unknown>): void {
  process.on('message', ({ id, question }: { id: number; question: Q }) => {
    answer(question).then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: String((error as Error)?.stack ?? error) }),
    );
  });
  // The bench stops its processes itself, in order. Without the bench they have no purpose.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => undefined);
  }
  process.on('disconnect', () => process.exit(0));
}

/** Processor time of this process since it began, milliseconds. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
