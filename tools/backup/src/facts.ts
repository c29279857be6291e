import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { canRunPostgres, createDatabase } from '@onsale/infra';
import { root, serviceNames } from '@onsale/install';
import { createLogger, version } from '@onsale/runtime';

/** What is in a backup, in its first file. */
export interface Facts {
  /** ISO 8601: everything that was acknowledged before is in it. */
  readonly madeAt: string;
  /** Version of Onsale. */
  readonly version: string;
  readonly postgresMajor: number;
  /** Size of the databases on the disk. */
  readonly bytes: number;
  readonly events: number;
  readonly orders: number;
  readonly tickets: number;
  /** Names of the migrations that each service's database has seen, by service. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
}

interface Server {
  url(database: string): string;
}

const statementTimeoutMs = 10 * 60_000;

/** Reads them from a running server. @throws ToolError when it does not answer */
export async function gatherFacts(server: Server): Promise<Facts> {
  const madeAt = new Date().toISOString();
  try {
    const { bytes, major, names } = await ask(server, 'postgres', async (query) => {
      const [row] = await query<{ bytes: number; major: number; names: string[] }>(
        `select sum(pg_database_size(oid))::float8 as bytes,
                current_setting('server_version_num')::int / 10000 as major,
                array_agg(datname::text) as names from pg_database`,
      );
      return row as { bytes: number; major: number; names: string[] };
    });
    const count = (database: string, table: string) =>
      names.includes(database) ? countOf(server, database, table) : 0;
    const migrations: Record<string, string[]> = {};
    for (const name of serviceNames) {
      if (names.includes(name)) migrations[name] = await migrationsOf(server, name);
    }
    return {
      ...{ madeAt, version, postgresMajor: major, bytes },
      events: await count('catalog', 'event'),
      orders: await count('orders', 'orders'),
      tickets: await count('tickets', 'ticket'),
      migrations,
    };
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = (cause instanceof Error ? cause.message : message).replace(/\.$/, '');
    throw new ToolError(`The databases cannot be read: ${reason}.`, { cause: error });
  }
}

type Query = <Row extends object>(text: string) => Promise<Row[]>;

async function ask<T>(server: Server, name: string, use: (query: Query) => Promise<T>): Promise<T> {
  const database = createDatabase({
    ...{ url: server.url(name), name: 'onsale-backup', maxConnections: 1, statementTimeoutMs },
    log: createLogger('silent'),
  });
  try {
    return await use((text) => database.query(text));
  } finally {
    await database.close();
  }
}

const countOf = (server: Server, database: string, table: string): Promise<number> =>
  ask(server, database, async (query) => {
    if (!(await isThere(query, table))) return 0;
    const [row] = await query<{ rows: number }>(`select count(*)::float8 as rows from ${table}`);
    return row?.rows ?? 0;
  });

const migrationsOf = (server: Server, database: string): Promise<string[]> =>
  ask(server, database, async (query) => {
    if (!(await isThere(query, 'migration'))) return [];
    const rows = await query<{ name: string }>('select name from migration order by id');
    return rows.map(({ name }) => name);
  });

async function isThere(query: Query, table: string): Promise<boolean> {
  const [row] = await query<{ known: boolean }>(
    `select to_regclass('${table}') is not null as known`,
  );
  return row?.known ?? false;
}

/**
 * Checks that this Onsale can run what is in a backup.
 * @throws ToolError when it is of a newer version, or of an unknown PostgreSQL
 */
export async function assertCanRun(facts: Facts): Promise<void> {
  for (const name of serviceNames) {
    const folder = join(root, 'services', name, 'migrations');
    const known = new Set((await readdir(folder)).map((file) => file.replace(/\.sql$/, '')));
    const unknown = (facts.migrations[name] ?? []).filter((one) => !known.has(one));
    if (unknown.length > 0) {
      throw new ToolError(
        `This backup was made by a newer Onsale (${facts.version}; its database of ${name} has had the migration ${unknown[0]}, which this one does not know). Update this one first (git pull), or restore with the version that made it.`,
      );
    }
  }
  if (!(await canRunPostgres(facts.postgresMajor))) {
    throw new ToolError(
      `This backup was made by PostgreSQL ${facts.postgresMajor}, and this Onsale cannot run that. Restore it with an Onsale that runs PostgreSQL ${facts.postgresMajor} (git checkout the version that made it, ${facts.version}).`,
    );
  }
}
