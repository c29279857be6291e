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
  /** It may name several servers of which one takes writes: see `serverUrls`. */
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
  /** Waits for statements under way, then closes the connections. */
  close(): Promise<void>;
}

const idleConnectionMs = 60_000;
/** How long after its own timeouts a server is taken for silent. */
const silenceMs = 5_000;
/** An answer is believed for so long when someone asks whether the server is there. */
const believedMs = 1_000;
/** Statements without any answer for so long: another server may have taken over. */
const suspectMs = 2_500;
const lookEveryMs = 500;
/** Statements and transactions under way or waiting; beyond it callers get 503. */
const maxUnderWay = 5_000;
/** Texts prepared by name. A connection keeps them all, so their number has a limit. */
const maxPrepared = 1_000;

interface Prepared {
  readonly name?: string;
  /** It neither writes nor waits for locks, so others may be sent right behind it. */
  readonly isRead: boolean;
}

const read = /^\s*select\b/i;
/**
 * Sent as they are. A prepared `begin` that the server has forgotten would fail alone, and what is
 * sent right behind it would be written outside of any transaction.
 */
const transactionControl = new Set(['begin', 'commit', 'rollback']);
const readsThatWait = /\bfor\s+(no\s+key\s+)?(update|share|key\s+share)\b|\bpg_(try_)?advisory/i;

/** A service's database on a pool of connections that outlives restarts of the server. */
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

  /** A machine that is gone ends no connection: each would be silent until its own timeout. */
  function watchSilence(): NodeJS.Timeout {
    let idleAtMs = performance.now();
    return setInterval(() => {
      const nowMs = performance.now();
      if (underWay === 0) idleAtMs = nowMs;
      if (nowMs - Math.max(idleAtMs, answeredAtMs) < suspectMs) return;
      lookAgain().catch(() => undefined); // told by the statements
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
