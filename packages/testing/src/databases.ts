import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';

/** A database for one test file. */
export interface ClonedDatabase {
  readonly url: string;
  /** @throws Error if connections are still open; the database is dropped anyway */
  drop(): Promise<void>;
}

/** A template: `key` identifies its content, `build` fills the empty database. */
export interface Template {
  readonly key: string;
  build(url: string): Promise<void>;
}

const open = new Set<string>();

/** Clones a database from its template, and makes the template first if this run has none. */
export async function cloneDatabase(template: Template): Promise<ClonedDatabase> {
  const source = `template_${createHash('sha256').update(template.key).digest('hex').slice(0, 20)}`;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    // One at a time, so that others wait for the template; copying is fast.
    await admin.query('select pg_advisory_lock(1)');
    const found = await admin.query('select from pg_database where datname = $1', [source]);
    if (found.rowCount === 0) await makeTemplate(admin, source, template);
    await admin.query(`create database ${name} template ${source} strategy file_copy`);
  });
  open.add(name);
  return { url: urlOf(name), drop: () => dropDatabase(name) };
}

async function makeTemplate(admin: pg.Client, name: string, template: Template): Promise<void> {
  const draft = `draft_${randomBytes(8).toString('hex')}`;
  await admin.query(`create database ${draft}`);
  await template.build(urlOf(draft));
  await admin.query(`alter database ${draft} rename to ${name}`);
}

async function dropDatabase(name: string): Promise<void> {
  if (!open.delete(name)) return;
  const leaked = await asAdmin(async (admin) => {
    const said = await leftOpen(admin, name);
    await admin.query(`drop database ${name} with (force)`);
    return said;
  });
  if (leaked.length > 0) {
    throw new Error(`A test left ${leaked.length} connections open: ${leaked.join('; ')}`);
  }
}

/** Only leaked connections use up this time. */
const closingMs = 30_000;

/** The last statements of open connections. The server needs a moment to end closed ones. */
async function leftOpen(admin: pg.Client, database: string): Promise<string[]> {
  for (const givenUpMs = performance.now() + closingMs; ; ) {
    const found = await admin.query<{ said: string }>(
      `select application_name || ': ' || left(query, 80) as said from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (found.rows.length === 0 || performance.now() > givenUpMs) {
      return found.rows.map((row) => row.said);
    }
    await sleep(20);
  }
}

/** The number of databases that were not dropped, because a test file forgot to stop something. */
export const openDatabases = (): number => open.size;

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({
    connectionString: inject('postgresUrl'),
    connectionTimeoutMillis: 60_000,
    // Other files may be making their templates first.
    query_timeout: 170_000,
  });
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(name: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

/** The content of folders of migrations, as a key for their template. */
export async function contentOf(folders: readonly URL[]): Promise<string> {
  const parts: string[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).sort()) {
      parts.push(file, await readFile(new URL(file, folder), 'utf8'));
    }
  }
  return parts.join('\0');
}
