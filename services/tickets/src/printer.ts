import { availableParallelism } from 'node:os';
import { createThreads, moduleBeside } from '@onsale/runtime';
import type { PrintedTicket } from './ticket-pdf.js';

/** Draws ticket pages in threads, to keep the event loop free. */
export interface Printer {
  /** @throws Problem 503 if too many pages wait, or this one takes too long */
  print(page: PrintedTicket): Promise<Buffer>;
  stop(): Promise<void>;
}

/** A page takes about 20 ms of one core, so the last in the queue waits a few seconds. */
const maxWaiting = 200;

export function createPrinter(waiting = maxWaiting): Printer {
  const threads = createThreads<PrintedTicket, Uint8Array>({
    entry: moduleBeside(import.meta.url, 'draw-worker'),
    name: 'The ticket printer',
    running: Math.max(1, Math.min(2, availableParallelism() - 2)),
    waiting,
    retryAfterSeconds: 5,
    taskTimeoutMs: 20_000,
    // Chinese, Japanese and Korean fonts are large.
    heapMebibytes: 256,
  });
  return {
    print: async (page) => Buffer.from((await threads.run(page)).buffer),
    stop: threads.stop,
  };
}
