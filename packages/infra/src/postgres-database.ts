import { type Database, type Logger, overloaded, type Sql } from '@onsale/runtime';
import type pg from 'pg';
import { arrayText } from './postgres/arrays.js';
import { endsConnection, explainError } from './postgres/errors.js';
import { createLanes } from './postgres/lanes.js';
import { createPrimaryPool } from './postgres/primary-pool.js';
import { sendTogether } from './postgres/send-together.js';
import { runTransaction } from './postgres/transaction.js';
import { typeParsers } from './postgres/types.js';

export interface DatabaseOptions {
  /** May name several servers, of which one is the primary: see `serverUrls`. */
  readonly url: string;
  readonly maxConnections: number;
  /** A statement that takes longer is cancelled, one that waits for a lock after half this time. */
  readonly statementTimeoutMs: number;
  /** Shown in `pg_stat_activity`. */
  readonly name?: string;
  /**
   * False: a commit does not wait for the disk (`synchronous_commit` off). Only for data that a
   * power cut may lose, such as the cursors of a bus, which redelivers anyway.
   */
  readonly durable?: boolean;
  readonly log: Logger;
}

export interface PostgresDatabase extends Database {
  /** Waits for statements in progress, then closes the connections. */
  close(): Promise<void>;
}

const idleConnectionMs = 60_000;
/** How long after its own timeouts a server counts as silent. */
const silenceMs = 5_000;
/** How long after an answer `ping` trusts that the server is available. */
const believedMs = 1_000;
/** After this long without an answer to any statement, another server may have been promoted. */
const suspectMs = 2_500;
const lookEveryMs = 500;
/** The most statements and transactions, running or waiting; beyond this callers get 503. */
const maxUnderWay = 5_000;
/** The most statements prepared by name. Every connection keeps them all. */
const maxPrepared = 1_000;

interface Prepared {
  readonly name?: string;
  /** Whether it neither writes nor waits for locks, so that others can be sent right behind it. */
  readonly isRead: boolean;
}

const read = /^\s*select\b/i;
/**
 * Never prepared: if the server had lost a prepared `begin`, only that would fail, and the
 * statements right behind it would run outside a transaction.
 */
const transactionControl = new Set(['begin', 'commit', 'rollback']);
const readsThatWait = /\bfor\s+(no\s+key\s+)?(update|share|key\s+share)\b|\bpg_(try_)?advisory/i;

/** The database of a service, on a pool of connections that survives restarts of the server. */
export function createDatabase(options: DatabaseOptions): PostgresDatabase {
  const { statementTimeoutMs, log } = options;
  const { pool, connect, close, hasSeveral, lookAgain } = createPrimaryPool(
    options.url,
    {
      max: options.maxConnections,
      pipeline: true,
      application_name: options.name ?? 'onsale',
      idleTimeoutMillis: idleConnectionMs,
      statement_timeout: statementTimeoutMs,
      lock_timeout: Math.ceil(statementTimeoutMs / 2),
      idle_in_transaction_session_timeout: statementTimeoutMs * 2,
      query_timeout: statementTimeoutMs + silenceMs,
      options: options.durable === false ? '-c synchronous_commit=off' : '',
      types: typeParsers,
    },
    log,
  );
  const prepared = new Map<string, Prepared>();
  const unusable = new WeakSet<pg.PoolClient>();
  let underWay = 0;
  let answeredAtMs = Number.NEGATIVE_INFINITY;

  function prepare(text: string): Prepared {
    const known = prepared.get(text);
    if (known) return known;
    const isRead = read.test(text) && !readsThatWait.test(text);
    if (prepared.size >= maxPrepared || transactionControl.has(text)) return { isRead };
    const fresh = { name: `s${prepared.size}`, isRead };
    prepared.set(text, fresh);
    return fresh;
  }

  async function run(client: pg.PoolClient, text: string, values: readonly unknown[]) {
    const { name } = prepare(text);
    try {
      sendTogether(client);
      const result = await client.query({
        ...(name === undefined ? {} : { name }),
        text,
        values: values.map(arrayText),
      });
      answeredAtMs = performance.now();
      return result;
    } catch (error) {
      if (endsConnection(error)) unusable.add(client);
      throw error;
    }
  }

  const release = (client: pg.PoolClient) => client.release(unusable.has(client));

  async function alone<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await connect();
    try {
      return await use(client);
    } finally {
      release(client);
    }
  }

  const together = createLanes({
    connect,
    release,
    isUsable: (client) => !unusable.has(client),
  });

  /**
   * Looks for another primary after a silence: a machine that is gone closes no connection, and
   * each statement would wait for its own timeout.
   */
  function watchSilence(): NodeJS.Timeout {
    let idleAtMs = performance.now();
    return setInterval(() => {
      const nowMs = performance.now();
      if (underWay === 0) idleAtMs = nowMs;
      if (nowMs - Math.max(idleAtMs, answeredAtMs) < suspectMs) return;
      lookAgain().catch(() => undefined); // the statements report it
    }, lookEveryMs);
  }
  const watching = hasSeveral ? watchSilence() : undefined;

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (underWay >= maxUnderWay) throw overloaded();
    underWay += 1;
    try {
      return await work();
    } catch (error) {
      throw explainError(error);
    } finally {
      underWay -= 1;
    }
  }

  const query: Sql['query'] = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    guarded(async () => {
      const connection = prepare(text).isRead ? together : alone;
      const result = await connection((client) => run(client, text, values));
      return result.rows as Row[];
    });

  return {
    query,
    transaction: (work) => guarded(() => alone((client) => runTransaction(client, run, work))),
    load: () => ({ inUse: pool.totalCount - pool.idleCount, waiting: pool.waitingCount }),
    async ping() {
      if (performance.now() - answeredAtMs > believedMs) await query('select 1');
    },
    close() {
      clearInterval(watching);
      return close();
    },
  };
}
