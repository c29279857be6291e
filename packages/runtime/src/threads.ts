import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { atMost } from './at-most.js';
import { Unavailable } from './errors.js';

interface ThreadsOptions {
  /** The module that each thread runs, which calls `answerTasks`: see `moduleBeside`. */
  readonly entry: URL;
  /** The name in error messages: "The ticket printer". */
  readonly name: string;
  /** Threads; each does one task at a time. */
  readonly running: number;
  /** Tasks that wait for a thread; further ones are refused with 503. */
  readonly waiting: number;
  /** When a refused caller may try again. */
  readonly retryAfterSeconds?: number;
  /** Counted from when the thread is ready. */
  readonly taskTimeoutMs: number;
  readonly heapMebibytes: number;
}

/** Runs work that would block the event loop in other threads. */
export interface Threads<Task, Result> {
  /** @throws Problem 503 if too many tasks wait, or this one takes too long */
  run(task: Task): Promise<Result>;
  stop(): Promise<void>;
}

/** The answer of a thread; a thrown Error is passed on unchanged. */
export type ThreadAnswer<Result> = { readonly result: Result } | { readonly error: unknown };

/** A thread loads its modules in a second, or in several on a busy machine. */
const startTimeoutMs = 60_000;
/** A thread that was idle for this long ends, to free its memory. */
const idleMs = 5 * 60_000;

/**
 * The module `name` in the folder of the module at `url`: from source if that is source, otherwise
 * built.
 */
export const moduleBeside = (url: string, name: string): URL =>
  new URL(`./${name}${extname(url)}`, url);

/** Creates a pool that starts threads when there is work. */
export function createThreads<Task, Result>(options: ThreadsOptions): Threads<Task, Result> {
  const { running, waiting, retryAfterSeconds } = options;
  const limited = atMost({
    ...{ running, waiting },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
  const all = new Set<Worker>();
  const idle: { readonly worker: Worker; readonly retiring: NodeJS.Timeout }[] = [];

  async function start(): Promise<Worker> {
    const worker = startWorker(options);
    all.add(worker);
    worker.once('exit', () => all.delete(worker));
    worker.unref();
    try {
      await nextMessage(worker, options.name, startTimeoutMs);
    } catch (error) {
      void worker.terminate();
      throw error;
    }
    return worker;
  }

  function takeIdle(): Worker | undefined {
    const found = idle.pop();
    clearTimeout(found?.retiring);
    return found?.worker;
  }

  function keep(worker: Worker): void {
    const retiring = setTimeout(() => {
      idle.splice(0, idle.length, ...idle.filter((one) => one.worker !== worker));
      void worker.terminate();
    }, idleMs);
    idle.push({ worker, retiring: retiring.unref() });
  }

  return {
    run: (task) =>
      limited(async () => {
        const worker = takeIdle() ?? (await start());
        try {
          const result = await ask<Task, Result>(worker, task, options);
          keep(worker);
          return result;
        } catch (error) {
          void worker.terminate();
          throw error;
        }
      }),
    async stop() {
      for (const { retiring } of idle.splice(0)) clearTimeout(retiring);
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** When this runs from source, threads also run from source, which Node alone cannot. */
function startWorker({ entry, heapMebibytes }: ThreadsOptions): Worker {
  const isSource = entry.pathname.endsWith('.ts');
  const readSource = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import('${entry.href}');
  });`;
  return new Worker(isSource ? readSource : entry, {
    eval: isSource,
    execArgv: isSource ? ['--conditions=source'] : [],
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
  });
}

async function ask<Task, Result>(
  worker: Worker,
  task: Task,
  { name, taskTimeoutMs }: ThreadsOptions,
): Promise<Result> {
  const answering = nextMessage<ThreadAnswer<Result>>(worker, name, taskTimeoutMs);
  worker.postMessage(task);
  const answer = await answering;
  if ('error' in answer) throw answer.error;
  return answer.result;
}

/** @throws Problem 503 if none arrives in time, or the thread ends */
function nextMessage<Message>(worker: Worker, name: string, limitMs: number): Promise<Message> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => fail(new Unavailable(name)), limitMs);
    const onExit = () => fail(new Unavailable(name));
    function end(): void {
      clearTimeout(tooLong);
      worker.off('message', onMessage).off('error', fail).off('exit', onExit);
    }
    function fail(error: unknown): void {
      end();
      reject(error);
    }
    function onMessage(message: Message): void {
      end();
      resolve(message);
    }
    worker.on('message', onMessage).on('error', fail).on('exit', onExit);
  });
}
