import { ToolError } from '@onsale/cli';
import { createPrimaryPool, isDatabaseUrl, nameOfServer, serverUrls } from '@onsale/infra';
import { createLogger } from '@onsale/runtime';
import type pg from 'pg';

const connectTimeoutMs = 10_000;
/** An aggregate over ten million orders on a slow disk; nothing may take longer. */
const statementTimeoutMs = 30 * 60_000;
const pageRows = 5_000;

/** The audit could not be done; the message says why and what to do. */
export class AuditError extends ToolError {
  override readonly name = 'AuditError';
}

/** A service's database as it was at one instant. */
export interface Snapshot {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** All rows, a page at a time, so that memory stays bounded. */
  pages<Row extends object>(text: string, values?: readonly unknown[]): AsyncGenerator<Row[]>;
  close(): Promise<void>;
}

/** The database of one service, read-only. */
export interface Book {
  readonly service: string;
  /** A snapshot of the books at this moment, unaffected by later writes. Close it. */
  snapshot(): Promise<Snapshot>;
  /** One statement on the books as they are now. */
  look<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

// Not as startup parameters: a connection pooler may refuse those. The audit may be long, so it
// takes one core of PostgreSQL at most, and a sale that goes on keeps the others.
const begin = `begin isolation level repeatable read read only;
  set local statement_timeout = ${statementTimeoutMs};
  set local idle_in_transaction_session_timeout = ${statementTimeoutMs};
  set local client_connection_check_interval = 1000;
  set local max_parallel_workers_per_gather = 0;
  set local work_mem = '64MB';
  set local jit = off`;

/**
 * @param signal aborts the audit, which then rejects
 * @throws AuditError when that is no address of a database
 */
export function openBook(service: string, url: string, signal?: AbortSignal): Book {
  // Never repeated in a message, because it contains a password.
  if (!isDatabaseUrl(url)) {
    throw new AuditError(
      `The address of the database of ${service} must be like postgres://user:password@host:5432/name.`,
    );
  }
  const pool = createPrimaryPool(
    url,
    {
      max: 3, // a snapshot and a look beside it, or the looks of three checks
      application_name: 'onsale-audit',
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: statementTimeoutMs + 60_000,
      idleTimeoutMillis: 0,
    },
    createLogger('silent'), // lost while idle: the next query on it fails
  );

  async function transaction(): Promise<Snapshot> {
    const client = await connect();
    const onError = () => undefined;
    client.on('error', onError);
    const run = async <Row extends object>(text: string, values?: readonly unknown[]) => {
      signal?.throwIfAborted();
      try {
        return (await client.query<Row>(text, values && [...values])).rows;
      } catch (error) {
        throw explain(service, error, signal);
      }
    };
    const release = (broken: boolean) => {
      signal?.removeEventListener('abort', abort);
      client.off('error', onError);
      client.release(broken);
    };
    const abort = () => void client.end().catch(() => undefined);
    signal?.addEventListener('abort', abort, { once: true });
    let cursors = 0;
    try {
      await run(begin);
      await run('select'); // the first statement after `begin` decides what is seen
    } catch (error) {
      release(true);
      throw error;
    }
    return {
      query: run,
      async *pages<Row extends object>(text: string, values?: readonly unknown[]) {
        cursors += 1;
        const name = `pages_${cursors}`;
        await run(`declare ${name} no scroll cursor for ${text}`, values);
        const fetch = () => {
          const page = run<Row>(`fetch ${pageRows} from ${name}`);
          page.catch(() => undefined); // reported when it is awaited, if it ever is
          return page;
        };
        // The next page loads while this one is checked.
        for (let next = fetch(); ; ) {
          const rows = await next;
          if (rows.length === pageRows) next = fetch();
          if (rows.length > 0) yield rows;
          if (rows.length < pageRows) break;
        }
        await run(`close ${name}`);
      },
      async close() {
        const failed = await run('commit').then(
          () => false,
          () => true,
        );
        release(failed);
      },
    };
  }

  async function connect(): Promise<pg.PoolClient> {
    signal?.throwIfAborted();
    try {
      return await pool.connect();
    } catch (error) {
      const servers = serverUrls(url);
      const { pathname } = new URL(servers[0]);
      throw new AuditError(
        `The database of ${service} (${servers.map(nameOfServer).join(',')}${pathname}) cannot be reached: ${reasonOf(error)}. Is it running, and is its address right?`,
        { cause: error },
      );
    }
  }

  return {
    service,
    snapshot: transaction,
    async look(text, values) {
      const now = await transaction();
      try {
        return await now.query(text, values);
      } finally {
        await now.close();
      }
    },
    close: () => pool.close(),
  };
}

const undefinedTable = '42P01';
const undefinedColumn = '42703';
const insufficientPrivilege = '42501';

function explain(service: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  const { code } = error as { code?: string };
  const hint = hintOf(service, code);
  return new AuditError(`Reading the database of ${service} failed: ${reasonOf(error)}. ${hint}`, {
    cause: error,
  });
}

function hintOf(service: string, code: string | undefined): string {
  if (code === insufficientPrivilege) {
    return `Restart ${service}: when it starts, it lets the role reader read what the audit needs.`;
  }
  if (code === undefinedTable || code === undefinedColumn) {
    return `Is it the database of ${service}, and of this version of Onsale? Start Onsale once: it brings its tables up to date.`;
  }
  return 'Try again.';
}

/** When every address of a host failed, the reasons are in the inner errors. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).replace(/\.$/, '');
}
