import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Logger, runtimeMigrations } from '@onsale/runtime';
import pg from 'pg';
import { findPrimary } from './postgres/find-primary.js';

export interface MigrationDirectory {
  /** Folder of numbered SQL files. */
  readonly dir: URL;
  /** Table that records which of them have run. */
  readonly table: string;
}

/** Migrations for the database of a service: the tables that every service has, then its own. */
export const serviceMigrations = (own: URL): MigrationDirectory[] => [
  { dir: runtimeMigrations, table: 'migration_runtime' },
  { dir: own, table: 'migration' },
];

const connectTimeoutMs = 10_000;

/**
 * Runs pending migrations, forward only, each folder in one transaction. Processes that start
 * together wait for each other if any are pending.
 * @throws Error that names the folder whose migration failed
 */
export async function migrate(options: {
  url: string;
  directories: readonly MigrationDirectory[];
  /**
   * How long a statement waits for a lock before its folder is given up. Later statements wait
   * behind it, including those of buyers.
   */
  lockTimeoutMs?: number;
  log: Logger;
}): Promise<void> {
  const { url } = await findPrimary(options.url);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'migrate',
    lock_timeout: options.lockTimeoutMs ?? 0,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const { dir, table } of options.directories) {
      await migrateDirectory(client, fileURLToPath(dir), table, options.log);
    }
  } finally {
    await client.end();
  }
}

async function migrateDirectory(client: pg.Client, dir: string, table: string, log: Logger) {
  try {
    if (await hasRunAll(client, dir, table)) return;
    // Loaded only when needed: most starts have nothing to run, and loading takes a third of a
    // second.
    const { runner } = await import('node-pg-migrate');
    await runner({
      dbClient: client,
      dir,
      migrationsTable: table,
      direction: 'up',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      log: (text: string) => log.debug({ table }, text),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migrating ${dir} failed: ${reason}`, { cause: error });
  }
}

async function hasRunAll(client: pg.Client, dir: string, table: string): Promise<boolean> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.sql'));
  const found = await client.query('select to_regclass($1) is not null as known', [table]);
  if (!found.rows[0]?.known) return false;
  const { rows } = await client.query<{ name: string }>(`select name from ${table}`);
  const run = new Set(rows.map(({ name }) => `${name}.sql`));
  return files.every((file) => run.has(file));
}
