import { availableParallelism } from 'node:os';
import { createThreads, moduleBeside } from '@onsale/runtime';
import type { PrintedTicket } from './ticket-pdf.js';

/** Draws ticket pages beside the event loop on which tickets are issued and sales are made. */
export interface Printer {
  /** @throws Problem 503 when too many pages wait already, or this one took too long */
  print(page: PrintedTicket): Promise<Buffer>;
  stop(): Promise<void>;
}

/** One page takes some 20 ms of one processor, so the last in line waits for a few seconds. */
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
