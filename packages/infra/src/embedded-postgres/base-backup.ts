import type { Duplex } from 'node:stream';
import { withTimeLimit } from '@onsale/runtime';
import pg from 'pg';

const connectTimeoutMs = 10_000;
const goodbyeTimeoutMs = 5_000;
/**
 * A server that copies sends something all the time, but it first writes a checkpoint in silence: a
 * gigabyte at most (`shared_buffers`), which takes minutes on a disk that is slow and busy.
 */
const longestSilenceMs = 10 * 60_000;
/** What has come and is not yet taken; then the server waits. */
const mostHeldBytes = 4 * 2 ** 20;

/** What PostgreSQL's protocol for replication answers to BASE_BACKUP: pieces, each with its kind. */
const archiveData = 'd'.charCodeAt(0);

/**
 * Copies a whole server while it works, as `pg_basebackup` does: its files as one tar, with the log
 * from which PostgreSQL makes them those of one moment, the one at which the copy ended. The server
 * keeps that log for as long as the copy takes, and gives the copy up with the connection.
 * @param url of any database, for a role that may replicate
 * @param options `signal` ends it, and it is then rejected; `silenceMs`: how long the server may send
 *   nothing while we wait for it, ten minutes by default
 * @throws the error of the server or of the connection, or that the server has been silent for too long
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
  client.on('error', () => undefined); // of an idle connection; the copy has its own way to learn it
  await client.connect();
  const onAbort = () => void client.end();
  const copy = new BaseBackup(silenceMs);
  signal?.addEventListener('abort', onAbort);
  try {
    signal?.throwIfAborted(); // while it connected
    // Else the server may remove log that the copy still needs. It goes with the connection.
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

/** What node-postgres asks of a query of another kind than its own. */
class BaseBackup {
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
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
    this.#held.push(Buffer.from(chunk.subarray(1))); // its memory is used again
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > mostHeldBytes) this.#stream?.pause();
  }

  handleError(error: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  handleReadyForQuery(): void {
    this.#end ??= {};
  }

  // Where the copy begins and ends in the log, which is in the copy too.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}

  async *pieces(signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    for (;;) {
      const pieces = this.#held.splice(0);
      this.#heldBytes = 0;
      this.#stream?.resume();
      yield* pieces;
      if (this.#held.length > 0) continue;
      signal?.throwIfAborted();
      if (this.#end?.error) throw this.#end.error;
      if (this.#end) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // Only while we wait: a caller that takes its time with a piece is not the server's silence.
      await withTimeLimit(this.#silenceMs, woken, () => failSilent(this.#silenceMs));
    }
  }

  /** For a server that does not end the connection. */
  hangUp(): void {
    this.#stream?.destroy();
  }
}
