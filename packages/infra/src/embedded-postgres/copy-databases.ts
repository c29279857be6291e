import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { withClient } from './databases.js';
import { ReadyMessage } from './failures.js';

/** A large table on a slow disk. */
const statementLimitMs = 6 * 60 * 60_000;

/** A server, by the URL of each of its databases, for the superuser. */
export type UrlOf = (database: string) => string;

/**
 * Copies the rows of all databases from one server to another, where the same tables exist already.
 * @param folder both servers can write to; it holds one table at a time
 * @throws ReadyMessage if the other server lacks a table or column, or has more
 */
export async function copyDatabases(from: UrlOf, to: UrlOf, folder: string): Promise<void> {
  const [names, there] = [await databasesOf(from), await databasesOf(to)];
  assertSame('databases', names, there);
  for (const name of names) {
    await use(from(name), (source) =>
      use(to(name), (target) => copyRows({ source, target, name, piece: join(folder, 'rows') })),
    );
  }
}

const use = (url: string, work: (client: pg.Client) => Promise<void>) =>
  withClient(url, work, statementLimitMs);

async function databasesOf(server: UrlOf): Promise<string[]> {
  let names: string[] = [];
  await withClient(server('postgres'), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database
       where not datistemplate and datname <> 'postgres' order by 1`,
    );
    names = rows.map(({ name }) => name);
  });
  return names;
}

async function copyRows({
  source,
  target,
  name,
  piece,
}: {
  source: pg.Client;
  target: pg.Client;
  name: string;
  piece: string;
}): Promise<void> {
  const tables = await tablesOf(source);
  assertSame(
    `tables of the database ${name}`,
    tables.map(described),
    (await tablesOf(target)).map(described),
  );
  if (tables.length > 0) {
    // The rows have passed triggers and references before.
    await target.query('set session_replication_role = replica');
    await target.query(`truncate ${tables.map((one) => one.table).join(', ')}`);
  }
  const path = target.escapeLiteral(piece);
  for (const { table, columns } of tables) {
    const { rowCount: read } = await source.query(`copy ${table} (${columns}) to ${path}`);
    const { rowCount: written } = await target.query(`copy ${table} (${columns}) from ${path}`);
    if (read !== written) throw new Error(`${table} has ${read} rows, and ${written} were copied.`);
    await rm(piece);
  }
  const { rows } = await source.query<{ sequence: string; last: string }>(
    `select format('%I.%I', schemaname, sequencename) as sequence, last_value as last
     from pg_sequences where last_value is not null`,
  );
  for (const { sequence, last } of rows) {
    await target.query('select setval($1, $2)', [sequence, last]);
  }
  await target.query('analyze');
}

interface Table {
  readonly table: string;
  readonly columns: string;
}

const described = ({ table, columns }: Table) => `${table} (${columns})`;

/** All tables with rows of their own, and their columns that are not computed. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select format('%I.%I', nspname, relname) as "table", (
       select string_agg(format('%I', attname), ', ' order by attname) from pg_attribute
       where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     ) as columns
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
  );
  return rows;
}

function assertSame(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const differ = [
    ...ours.filter((one) => !theirs.includes(one)),
    ...theirs.filter((one) => !ours.includes(one)),
  ];
  if (differ.length === 0) return;
  throw new ReadyMessage(
    `The data cannot be moved to a newer PostgreSQL: the ${what} are not those of this Onsale (${differ.slice(0, 3).join('; ')}). Nothing was moved. Remove what others have added, or go back to the version that you had (git checkout).`,
  );
}
