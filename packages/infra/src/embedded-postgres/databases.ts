import pg from 'pg';

/** A role that logs in and owns one database. */
export interface DatabaseOwner {
  readonly role: string;
  readonly password: string;
}

/**
 * Creates a database and the role that owns it unless they exist, and sets the password of the
 * role.
 */
export async function ensureDatabase(
  adminUrl: string,
  name: string,
  owner?: DatabaseOwner,
): Promise<void> {
  for (const given of owner ? [name, owner.role] : [name]) {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(given)) {
      throw new Error(
        `"${given}" is not a name for a database: use lower case letters, digits and _`,
      );
    }
  }
  await withClient(adminUrl, async (client) => {
    if (owner) {
      await waitForOthers(client);
      await ensureRole(client, owner);
    }
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) {
      await orIsThere(client.query(`CREATE DATABASE "${name}"`));
    }
    if (owner) {
      // By default every role may connect to every database.
      await client.query(`REVOKE ALL ON DATABASE "${name}", postgres, template1 FROM PUBLIC`);
      await client.query(`ALTER DATABASE "${name}" OWNER TO "${owner.role}"`);
    }
  });
}

/**
 * A connection for a few statements.
 * @param statementLimitMs how long each may take
 */
export async function withClient(
  url: string,
  use: (client: pg.Client) => Promise<void>,
  statementLimitMs = 60_000,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: statementLimitMs,
  });
  // A connection lost between queries is reported by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes programs that change rights at the same time (a start, an audit) take turns; each turn ends
 * with the connection. PostgreSQL rejects concurrent changes of one catalogue row.
 */
export async function waitForOthers(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [rightsLock]);
}

const rightsLock = 7_236_519_204;

export async function ensureRole(
  client: pg.Client,
  { role, password }: DatabaseOwner,
): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 0) await orIsThere(client.query(`CREATE ROLE "${role}"`));
  await client.query(`ALTER ROLE "${role}" LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}

/** Another process may have created it at the same time. */
async function orIsThere(creating: Promise<unknown>): Promise<void> {
  const isThere = ['42P04', '42710', '23505'];
  await creating.catch((error: { code?: string }) => {
    if (!isThere.includes(error.code ?? '')) throw error;
  });
}
