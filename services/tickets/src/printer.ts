import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { atMost, Unavailable } from '@onsale/runtime';
import type { PrintedTicket } from './ticket-pdf.js';

/** Draws ticket pages beside the event loop on which tickets are issued and sales are made. */
export interface Printer {
  /** @throws Problem 503 when too many pages wait already, or this one took too long */
  print(page: PrintedTicket): Promise<Buffer>;
  stop(): Promise<void>;
}

/** One page takes some 20 ms of one processor, so the last in line waits for a few seconds. */
const maxWaiting = 200;
const retryAfterSeconds = 5;
const pageTimeoutMs = 20_000;
/** Then a thread gives its fonts back; Chinese, Japanese and Korean ones are large. */
const idleMs = 5 * 60_000;
const heapMebibytes = 256;

/** From source the thread reads source as well, which Node alone does not. */
const isSource = import.meta.url.endsWith('.ts');
const entry = new URL(`./draw-worker.${isSource ? 'ts' : 'js'}`, import.meta.url);
const readSource = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import('${entry.href}');
});`;

/** Threads are started when there is something to print. */
export function createPrinter(waiting = maxWaiting): Printer {
  const threads = Math.max(1, Math.min(2, availableParallelism() - 2));
  const limited = atMost({ running: threads, waiting, retryAfterSeconds });
  const all = new Set<Worker>();
  const idle: { readonly worker: Worker; readonly retiring: NodeJS.Timeout }[] = [];

  function start(): Worker {
    const worker = new Worker(isSource ? readSource : entry, {
      eval: isSource,
      execArgv: isSource ? ['--conditions=source'] : [],
      resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
    });
    all.add(worker);
    worker.once('exit', () => all.delete(worker));
    worker.unref();
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
    print: (page) =>
      limited(async () => {
        const worker = takeIdle() ?? start();
        try {
          const pdf = await draw(worker, page);
          keep(worker);
          return pdf;
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

/** A thread draws one page at a time. */
function draw(worker: Worker, page: PrintedTicket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => settle(new Unavailable('The ticket printer')), pageTimeoutMs);
    const onExit = () => settle(new Unavailable('The ticket printer'));
    function settle(outcome: unknown): void {
      clearTimeout(tooLong);
      worker.off('message', settle).off('error', settle).off('exit', onExit);
      if (outcome instanceof Uint8Array) resolve(Buffer.from(outcome.buffer));
      else reject(outcome);
    }
    worker.on('message', settle).on('error', settle).on('exit', onExit);
    worker.postMessage(page);
  });
}
