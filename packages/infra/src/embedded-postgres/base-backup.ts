import type { Duplex } from 'node:stream';
import { withTimeLimit } from '@onsale/runtime';
import pg from 'pg';

const connectTimeoutMs = 10_000;
const goodbyeTimeoutMs = 5_000;
/**
 * During a copy the server sends data all the time, but first it silently writes a checkpoint of up
 * to a gigabyte (`shared_buffers`), which takes minutes on a slow and busy disk.
 */
const longestSilenceMs = 10 * 60_000;
/** Received bytes that the caller has not taken yet; beyond this the server has to wait. */
const mostWaitingBytes = 4 * 2 ** 20;

/**
 * The kind of message that contains files, in the answer of the replication protocol to
 * BASE_BACKUP.
 */
const archiveData = 'd'.charCodeAt(0);

/**
 * Copies a whole server while it runs, as `pg_basebackup` does: its files as one tar, with the
 * write-ahead log that makes them consistent as of the end of the copy. The server keeps that log
 * during the copy, and ends the copy with the connection.
 * @param url of any database, for a role that may replicate
 * @param options `signal` aborts it, and it then rejects; `silenceMs`: how long the server may send
 * nothing while we wait for it, ten minutes by default
 * @throws the error of the server or the connection, or an Error after too long a silence
 */
export async function* readBaseBackup(
  url: string,
  {
    signal,
    silenceMs = longestSilenceMs,
  }: { readonly signal?: AbortSignal | undefined; readonly silenceMs?: number } = {},
): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: Math.min(connectTimeoutMs, silenceMs),
    application_name: 'onsale-backup',
    keepAlive: true,
    // Not among the options that the types know.
    ...{ replication: 'database' },
  });
  client.on('error', () => undefined); // of an idle connection; the copy notices on its own
  await client.connect();
  const onAbort = () => void client.end();
  const copy = new BaseBackup(silenceMs);
  signal?.addEventListener('abort', onAbort);
  try {
    signal?.throwIfAborted(); // while it connected
    // Without a slot the server may remove log that the copy still needs. The slot ends with the
    // connection.
    const slot = client.query(
      `CREATE_REPLICATION_SLOT onsale_backup_${process.pid} TEMPORARY PHYSICAL RESERVE_WAL`,
    );
    await withTimeLimit(silenceMs, slot, () => failSilent(silenceMs));
    yield* client.query(copy).pieces(signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    const ended = client.end().catch(() => undefined);
    await withTimeLimit(Math.min(goodbyeTimeoutMs, silenceMs), ended, () => copy.hangUp());
  }
}

function failSilent(silenceMs: number): never {
  throw new Error(`the server has sent nothing for ${Math.ceil(silenceMs / 1000)} s`);
}

const command = `BASE_BACKUP (LABEL 'onsale', CHECKPOINT 'fast', WAL true, MANIFEST 'no')`;

/** A query of our own kind, with the methods that node-postgres calls. */
class BaseBackup {
  readonly #received: Buffer[] = [];
  #receivedBytes = 0;
  #stream: Duplex | undefined;
  #end: { readonly error?: Error } | undefined;
  #wake = () => {};
  readonly #silenceMs: number;

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  submit(connection: { query(text: string): void; stream: Duplex }): void {
    this.#stream = connection.stream;
    connection.stream.once('close', () => this.handleError(new Error('the connection was lost')));
    connection.stream.on('data', () => this.#wake()); // after node-postgres has read it
    connection.query(command);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (chunk[0] !== archiveData) return;
    this.#received.push(Buffer.from(chunk.subarray(1))); // its memory is used again
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > mostWaitingBytes) this.#stream?.pause();
  }

  handleError(error: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  handleReadyForQuery(): void {
    this.#end ??= {};
  }

  // These rows say where the copy begins and ends in the log; the copy contains that too.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}

  async *pieces(signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    for (;;) {
      const pieces = this.#received.splice(0);
      this.#receivedBytes = 0;
      this.#stream?.resume();
      yield* pieces;
      if (this.#received.length > 0) continue;
      signal?.throwIfAborted();
      if (this.#end?.error) throw this.#end.error;
      if (this.#end) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // Limited only while we wait for the server: a slow caller is no silence of the server.
      await withTimeLimit(this.#silenceMs, woken, () => failSilent(this.#silenceMs));
    }
  }

  /** For a server that does not end the connection. */
  hangUp(): void {
    this.#stream?.destroy();
  }
}
