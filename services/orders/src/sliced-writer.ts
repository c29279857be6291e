import type { OpenConnection } from '@onsale/runtime';

/** The longest stretch of writing in one turn of the event loop. */
const sliceMs = 2;
/** The clock is read once per this many writes, since that costs about a tenth of a write. */
const writesBetweenLooks = 8;
/** The most bytes that wait for a slow reader. */
const maxBufferedBytes = 64 * 1024;

export interface SlicedWriter {
  /** Writes the same bytes to all connections, except closed ones; resolves when done. */
  write(connections: Iterable<OpenConnection>, bytes: Buffer): Promise<void>;
}

interface Job {
  readonly connections: Iterator<OpenConnection>;
  readonly bytes: Buffer;
  readonly done: () => void;
}

/**
 * Writes to thousands of connections in short slices, one per turn of the event loop, so that
 * buyers' requests are served in between. Several jobs take turns.
 * @param onSlow called for each connection that was closed because it read too slowly
 */
export function createSlicedWriter(onSlow: () => void): SlicedWriter {
  const jobs: Job[] = [];

  /** @returns whether the job is done */
  function writeSlice({ connections, bytes }: Job): boolean {
    const endMs = performance.now() + sliceMs;
    for (let written = 1; ; written++) {
      const next = connections.next();
      if (next.done) return true;
      const connection = next.value;
      if (connection.writableLength > maxBufferedBytes) {
        connection.destroy();
        onSlow();
      } else connection.write(bytes);
      if (written % writesBetweenLooks === 0 && performance.now() >= endMs) return false;
    }
  }

  function turn(): void {
    const job = jobs.shift();
    if (!job) return;
    if (writeSlice(job)) job.done();
    else jobs.push(job);
    if (jobs.length > 0) setImmediate(turn);
  }

  return {
    write: (connections, bytes) =>
      new Promise((done) => {
        jobs.push({ connections: connections[Symbol.iterator](), bytes, done });
        if (jobs.length === 1) setImmediate(turn);
      }),
  };
}
