import type { Duplex } from 'node:stream';
import pg from 'pg';

const connectTimeoutMs = 10_000;
/** What has come and is not yet taken; then the server waits. */
const mostHeldBytes = 4 * 2 ** 20;

/** What PostgreSQL's protocol for replication answers to BASE_BACKUP: pieces, each with its kind. */
const archiveData = 'd'.charCodeAt(0);

/**
 * Copies a whole server while it works, as `pg_basebackup` does: its files as one tar, with the log
 * from which PostgreSQL makes them those of one moment, the one at which the copy ended. The server
 * keeps that log for as long as the copy takes, and gives the copy up with the connection.
 * @param url of any database, for a role that may replicate
 * @param signal ends it; it is then rejected
 * @throws the error of the server or of the connection
 */
export async function* readBaseBackup(url: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'onsale-backup',
    keepAlive: true,
    // Not among the options that the types know.
    ...{ replication: 'database' },
  });
  client.on('error', () => undefined); // of an idle connection; the copy has its own way to learn it
  await client.connect();
  const onAbort = () => void client.end();
  try {
    // Else the server may remove log that the copy still needs. It goes with the connection.
    await client.query(
      `CREATE_REPLICATION_SLOT onsale_backup_${process.pid} TEMPORARY PHYSICAL RESERVE_WAL`,
    );
    signal?.addEventListener('abort', onAbort);
    yield* client.query(new BaseBackup()).pieces(signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await client.end().catch(() => undefined);
  }
}

const command = `BASE_BACKUP (LABEL 'onsale', CHECKPOINT 'fast', WAL true, MANIFEST 'no')`;

/** What node-postgres asks of a query of another kind than its own. */
class BaseBackup {
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #stream: Duplex | undefined;
  #end: { readonly error?: Error } | undefined;
  #wake = () => {};

  submit(connection: { query(text: string): void; stream: Duplex }): void {
    this.#stream = connection.stream;
    connection.stream.once('close', () => this.handleError(new Error('the connection was lost')));
    connection.query(command);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (chunk[0] !== archiveData) return;
    this.#held.push(Buffer.from(chunk.subarray(1))); // its memory is used again
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > mostHeldBytes) this.#stream?.pause();
    this.#wake();
  }

  handleError(error: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  handleReadyForQuery(): void {
    this.#end ??= {};
    this.#wake();
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
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
