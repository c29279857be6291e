import type { Logger } from '@onsale/runtime';
import pg from 'pg';
import { connectionOf } from './connection-of.js';
import { endsConnection, NoPrimary } from './errors.js';
import { findPrimary, type Primary } from './find-primary.js';
import { createPool, type Pool } from './pool.js';
import { nameOfServer, serverUrls } from './servers.js';

/** Connections to the primary among the servers of a URL. */
export interface PrimaryPool extends Pool {
  connect(): Promise<pg.PoolClient>;
  /** Whether the URL names several servers. */
  readonly hasSeveral: boolean;
  /** Finds the present primary, and closes connections to other servers. */
  lookAgain(): Promise<void>;
}

/** How long callers get the same error while there is no primary. */
const betweenLooksMs = 250;
/** Whether the error is of the pool itself: all connections are in use, or it is closed. */
const isOfPool = (error: unknown) =>
  error instanceof Error &&
  /^(timeout exceeded when trying to connect|Cannot use a pool after)/.test(error.message);

/**
 * @param url of a database; with one server the result is an ordinary pool
 * @param config of the pool, without the URL
 */
export function createPrimaryPool(url: string, config: pg.PoolConfig, log: Logger): PrimaryPool {
  if (serverUrls(url).length === 1) {
    const own = createPool({ ...config, connectionString: url }, log);
    const connect = () => own.pool.connect();
    return { ...own, connect, hasSeveral: false, lookAgain: async () => undefined };
  }
  let primary: Primary | undefined;
  let looking: Promise<void> | undefined;
  const clients = new Set<Client>();

  class Client extends pg.Client {
    readonly server = primary?.url;
    isStandby = false;

    constructor(options: pg.ClientConfig) {
      super({ ...options, connectionString: (primary as Primary).url });
      clients.add(this);
      this.once('end', () => clients.delete(this));
      // PostgreSQL 14 and later sends this before any query.
      connectionOf(this).on('parameterStatus', ({ parameterName, parameterValue }) => {
        if (parameterName === 'in_hot_standby') this.isStandby = parameterValue === 'on';
      });
    }
  }
  const { pool, close } = createPool(
    {
      ...config,
      Client: Client as unknown as new () => pg.Client,
      onConnect(client) {
        if ((client as Client).isStandby) throw new NoPrimary('The server is a standby');
      },
    },
    log,
  );

  function look(): Promise<void> {
    looking ??= find();
    return looking;
  }

  async function find(): Promise<void> {
    try {
      const found = await findPrimary(url, primary?.timeline);
      if (primary !== undefined && found.url !== primary.url) {
        const server = nameOfServer(found.url);
        log.warn({ database: config.application_name, server }, 'another server takes writes now');
      }
      primary = found;
      looking = undefined;
      for (const client of clients) {
        if (client.server !== found.url) connectionOf(client).stream.destroy();
      }
    } catch (error) {
      setTimeout(() => {
        looking = undefined;
      }, betweenLooksMs);
      throw error;
    }
  }

  return {
    ...{ pool, close, hasSeveral: true },
    async connect() {
      if (primary === undefined) await look();
      try {
        return await pool.connect();
      } catch (error) {
        if (!endsConnection(error) || isOfPool(error)) throw error;
        await look();
        return await pool.connect();
      }
    },
    lookAgain: look,
  };
}
