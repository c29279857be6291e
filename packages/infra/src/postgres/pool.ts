import { type Logger, withTimeLimit } from '@onsale/runtime';
import pg from 'pg';

export interface Pool {
  readonly pool: pg.Pool;
  /** Waits for statements in progress, then until every connection has closed. */
  close(): Promise<void>;
}

const closeTimeoutMs = 5_000;

/** A pool that logs lost connections instead of crashing the process. */
export function createPool(config: pg.PoolConfig, log: Logger): Pool {
  const pool = new pg.Pool({ keepAlive: true, connectionTimeoutMillis: 5_000, ...config });
  const open = new Set<pg.PoolClient>();
  let whenEmpty: () => void = () => undefined;

  pool.on('error', (error) => {
    log.warn({ database: config.application_name, reason: error.message }, 'lost a connection');
  });
  pool.on('connect', (client) => {
    open.add(client);
    // Running statements fail with it; without a listener the event would crash the process.
    client.on('error', () => undefined);
  });
  pool.on('remove', (client) => {
    open.delete(client);
    if (open.size === 0) whenEmpty();
  });

  // pg reports the end of a pool before its connections have closed.
  async function close(): Promise<void> {
    await pool.end();
    if (open.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      whenEmpty = resolve;
    });
    await withTimeLimit(closeTimeoutMs, empty, () => undefined);
  }
  let closed: Promise<void> | undefined;
  return {
    pool,
    close() {
      closed ??= close();
      return closed;
    },
  };
}
