import { type Database, type Logger, overloaded, type Sql } from '@onsale/runtime';
import pg from 'pg';
import { endsConnection, explainError } from './postgres/errors.js';
import { runTransaction } from './postgres/transaction.js';
import { typeParsers } from './postgres/types.js';

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** A statement that takes longer is cancelled; one that waits for a lock, after half of it. */
  readonly statementTimeoutMs: number;
  /** Shown in `pg_stat_activity`. */
  readonly name?: string;
  /**
   * false: a commit does not wait for the disk (`synchronous_commit` off). Only for what may be
   * lost in a power cut, such as the cursors of a bus that delivers again anyway.
   */
  readonly durable?: boolean;
  readonly log: Logger;
}

export interface PostgresDatabase extends Database {
  /** @throws Unavailable when the server does not answer */
  ping(): Promise<void>;
  /** Waits for what is under way, then closes the connections. */
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;
const idleConnectionMs = 60_000;
/** Statements and transactions waiting for a connection; beyond it callers get 503. */
const maxWaiting = 5_000;
/** Texts prepared by name. A connection keeps them all, so their number has a limit. */
const maxPrepared = 1_000;

/** A service's database on a pool of connections that outlives restarts of the server. */
export function createDatabase(options: DatabaseOptions): PostgresDatabase {
  const { statementTimeoutMs, log } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    pipeline: true,
    application_name: options.name ?? 'onsale',
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleConnectionMs,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.ceil(statementTimeoutMs / 2),
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
    // For a server that has gone silent: its own time-outs come first.
    query_timeout: statementTimeoutMs + connectTimeoutMs,
    options: options.durable === false ? '-c synchronous_commit=off' : '',
    types: typeParsers,
  });
  pool.on('error', (error) => {
    log.warn({ reason: error.message }, 'lost an idle database connection');
  });
  pool.on('connect', (client) => {
    // The statement under way fails with it; unheard, the event would end the process.
    client.on('error', () => undefined);
  });

  const names = new Map<string, string>();
  const unusable = new WeakSet<pg.PoolClient>();

  async function run(client: pg.PoolClient, text: string, values: readonly unknown[]) {
    let name = names.get(text);
    if (name === undefined && names.size < maxPrepared) {
      name = `s${names.size}`;
      names.set(text, name);
    }
    try {
      return await client.query({
        ...(name === undefined ? {} : { name }),
        text,
        values: values as unknown[],
      });
    } catch (error) {
      if (endsConnection(error)) unusable.add(client);
      throw error;
    }
  }

  async function withClient<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= maxWaiting) throw overloaded();
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      return await use(client);
    } catch (error) {
      throw explainError(error);
    } finally {
      client?.release(unusable.has(client));
    }
  }

  const query: Sql['query'] = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    withClient(async (client) => (await run(client, text, values)).rows as Row[]);

  let closed: Promise<void> | undefined;
  return {
    query,
    transaction: (work) => withClient((client) => runTransaction(client, run, work)),
    async ping() {
      await query('select 1');
    },
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}
