import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { letReaderRead, reader } from '../postgres/reader.js';
import { ensureDatabase, ensureRole, waitForOthers, withClient } from './databases.js';

/**
 * The password of a role, derived from the superuser's: there is nothing to store, and no password
 * reveals another.
 */
const passwordOf = (superuserPassword: string, role: string): string =>
  createHmac('sha256', superuserPassword).update(`role ${role}`).digest('base64url');

export interface Roles {
  /**
   * Creates the database unless it exists, and a role of the same name that owns it and nothing
   * else. Objects that earlier releases created in it as the superuser become the role's.
   * @returns connection URL of that role
   */
  ensureOwnDatabase(name: string): Promise<string>;
  /** @returns connection URLs, by database, of a role that may read only what the audit needs */
  readerUrls(databases: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

/** @param url of a database, for the superuser */
export function rolesOf(url: (database: string) => string): Roles {
  const { password } = new URL(url('postgres'));
  const urlFor = (role: string, database: string) => {
    const own = new URL(url(database));
    own.username = role;
    own.password = passwordOf(password, role);
    return own.href;
  };
  return {
    async ensureOwnDatabase(name) {
      const owner = { role: name, password: passwordOf(password, name) };
      await ensureDatabase(url('postgres'), name, owner);
      await withClient(url(name), async (client) => {
        await waitForOthers(client);
        await takeOver(client, name);
      });
      return urlFor(name, name);
    },
    async readerUrls(databases) {
      await withClient(url('postgres'), async (client) => {
        await waitForOthers(client);
        await ensureRole(client, { role: reader, password: passwordOf(password, reader) });
        // Earlier releases let it read everything.
        await client.query(`revoke pg_read_all_data from ${reader}`);
        await client.query(`alter role ${reader} set default_transaction_read_only = on`);
        for (const name of databases) {
          await client.query(
            `grant connect on database ${client.escapeIdentifier(name)} to ${reader}`,
          );
        }
      });
      for (const name of databases) {
        await withClient(url(name), (client) => letReaderRead(client, name));
      }
      return Object.fromEntries(databases.map((name) => [name, urlFor(reader, name)]));
    },
  };
}

/**
 * Gives a role everything in a database that belongs to the superuser and is not part of
 * PostgreSQL. `REASSIGN OWNED` refuses this for the role that created the server.
 */
async function takeOver(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `with own as (select oid, nspname from pg_namespace
       where nspname !~ '^pg_' and nspname <> 'information_schema'),
     me as (select oid from pg_roles where rolname = current_user),
     inner_part as (select objid from pg_depend where deptype in ('e', 'a', 'i'))
     select format('alter schema %I owner to %I', nspname, $1::text) as statement
       from pg_namespace where oid in (select oid from own) and nspowner = (select oid from me)
     union all
     select format('alter %s %s owner to %I',
         case relkind when 'S' then 'sequence' else 'table' end, oid::regclass, $1::text)
       from pg_class where relnamespace in (select oid from own) and relowner = (select oid from me)
         and (relkind in ('r', 'p', 'v', 'm', 'f')
           or relkind = 'S' and oid not in (select objid from inner_part))
     union all
     select format('alter routine %s owner to %I', oid::regprocedure, $1::text)
       from pg_proc where pronamespace in (select oid from own) and proowner = (select oid from me)
         and oid not in (select objid from inner_part)
     union all
     select format('alter type %s owner to %I', type.oid::regtype, $1::text)
       from pg_type as type left join pg_class on pg_class.oid = typrelid
       where typnamespace in (select oid from own) and typowner = (select oid from me)
         and (typtype in ('e', 'd', 'r') or typtype = 'c' and relkind = 'c')
         and type.oid not in (select objid from inner_part)`,
    [role],
  );
  if (rows.length === 0) return;
  await client.query(`begin; ${rows.map(({ statement }) => statement).join('; ')}; commit`);
}
