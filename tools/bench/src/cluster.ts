import { join } from 'node:path';
import {
  busMigrations,
  migrate,
  migrateTimers,
  serviceMigrations,
  startEmbeddedPostgres,
} from '@onsale/infra';
import { familyCpuMs } from '@onsale/load';
import { createLogger } from '@onsale/runtime';
import pg from 'pg';

/** The cost of a stretch of work for the database server. */
interface PostgresCost {
  /** undefined where the system does not say. */
  readonly cpuMs: number | undefined;
  readonly walBytes: number;
  /** Fsyncs of the write-ahead log. PostgreSQL counts those of a connection when it ends. */
  readonly fsyncs: number;
}

/** Databases of one measurement, by service. */
export interface Databases {
  readonly urls: Readonly<Record<string, string>>;
  /** Call it when nothing uses them any more. */
  drop(): Promise<void>;
}

/** The PostgreSQL of the product, with the product's settings, in a folder of its own. */
export interface Cluster {
  /** Copies the databases of a set. The originals must be unused during the copy. */
  copy(set: string, services: readonly string[]): Promise<Databases>;
  /** Copies the databases of one set to those of another, which are replaced. */
  clone(from: string, to: string, services: readonly string[]): Promise<void>;
  urlOf(set: string, service: string): string;
  /** One statement on a database of a set. */
  query<Row extends object>(url: string, text: string, values?: unknown[]): Promise<Row[]>;
  /** A checkpoint now, so that none falls due from earlier work. */
  checkpoint(): Promise<void>;
  cost(): Promise<PostgresCost>;
  readonly version: string;
  stop(): Promise<void>;
}

/** Every service of the product. */
export const services = ['orders', 'tickets', 'payments', 'expiration', 'catalog', 'auth'] as const;
export const shared = ['bus', 'timers'] as const;

const statementLimitMs = 60 * 60_000; // ten million orders take their time
const nameOf = (set: string, service: string) => `${set}_${service}`;

/** Starts it in `folder`, with one set of empty databases, `empty`. */
export async function startCluster(
  folder: string,
  migrations: Readonly<Record<string, URL>>,
  signal: AbortSignal,
): Promise<Cluster> {
  const log = createLogger('error');
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    signal,
    log: (line, isTrouble) => isTrouble && console.error(line),
  });
  const urlOf = (set: string, service: string) => postgres.url(nameOf(set, service));
  let copies = 0;

  async function query<Row extends object>(url: string, text: string, values: unknown[] = []) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      query_timeout: statementLimitMs,
      application_name: 'bench',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(text, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }
  const admin = postgres.url('postgres');

  async function makeEmpty(): Promise<void> {
    for (const service of [...services, ...shared]) {
      const url = urlOf('empty', service);
      await postgres.ensureDatabase(nameOf('empty', service));
      if (service === 'timers') await migrateTimers(url);
      else if (service === 'bus') await migrate({ url, directories: [busMigrations], log });
      else {
        const directories = serviceMigrations(migrations[service] as URL);
        await migrate({ url, directories, log });
      }
    }
  }

  async function drop(set: string, names: readonly string[]): Promise<void> {
    for (const name of names) {
      await query(admin, `drop database if exists ${nameOf(set, name)} with (force)`);
    }
  }

  async function clone(from: string, to: string, names: readonly string[]): Promise<void> {
    await drop(to, names);
    for (const name of names) {
      await query(admin, `create database ${nameOf(to, name)} template ${nameOf(from, name)}`);
    }
  }

  try {
    await makeEmpty();
    const [row] = await query<{ version: string }>(admin, 'show server_version');
    return {
      clone,
      urlOf,
      query,
      version: (row as unknown as { server_version: string }).server_version,
      async copy(set, names) {
        copies += 1;
        const copy = `copy${copies}`;
        await clone(set, copy, names);
        const urls = Object.fromEntries(names.map((name) => [name, urlOf(copy, name)]));
        return { urls, drop: () => drop(copy, names) };
      },
      async checkpoint() {
        await query(admin, 'checkpoint');
      },
      async cost() {
        const [counted] = await query<{ fsyncs: string; wal: string }>(
          admin,
          `select (select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal') as fsyncs,
                  pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal`,
        );
        return {
          cpuMs: await familyCpuMs(postgres.pid),
          walBytes: Number(counted?.wal),
          fsyncs: Number(counted?.fsyncs),
        };
      },
      stop: () => postgres.stop(),
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
