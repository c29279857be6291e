import type pg from 'pg';
import { waitForOthers } from '../embedded-postgres/databases.js';

/** The database role of the audit. */
export const reader = 'reader';

type Columns = Readonly<Record<string, readonly string[]>>;

/** A dead letter contains its message, which may contain personal data. */
const deadLetters: Columns = {
  dead_letter: ['id', 'subscription', 'message_id', 'body', 'error', 'attempts', 'died_at'],
};
const ofEveryService: Columns = {
  outbox: ['id', 'created_at', 'published_at'],
  ...deadLetters,
};

/**
 * The columns that the audit reads, by database, and the only ones its role may read: no names,
 * addresses, passwords, sessions, ticket codes or card data.
 */
const readable: Readonly<Record<string, Columns>> = {
  auth: ofEveryService,
  catalog: ofEveryService,
  expiration: ofEveryService,
  orders: {
    ...ofEveryService,
    event: ['id', 'per_person_limit', 'limit_since'],
    ticket_type: ['id', 'per_order_limit', 'limit_since', 'pool_id'],
    stock: [
      ...['ticket_type_id', 'event_id', 'capacity', 'wanted_capacity', 'available', 'held', 'sold'],
      ...['revenue', 'shares'],
    ],
    orders: [
      ...['id', 'buyer_id', 'idempotency_key', 'status', 'event_id', 'lines', 'quantity', 'total'],
      ...['currency', 'placed_at', 'expires_at', 'payment_id', 'refunds'],
    ],
  },
  payments: {
    ...ofEveryService,
    payment: [
      ...['id', 'order_id', 'provider', 'status', 'amount', 'currency', 'created_at'],
      'captured_at',
    ],
    sandbox_charge: ['payment_id', 'amount', 'currency', 'outcome', 'settles_at', 'refunded_at'],
  },
  tickets: {
    ...ofEveryService,
    ticket: [
      ...['id', 'status', 'order_id', 'event_id', 'ticket_type_id', 'checked_in_at'],
      'checked_in_by',
    ],
    door_entry: ['ticket_id', 'event_id', 'result', 'checked_in_at'],
  },
  bus: {
    ...deadLetters,
    subscription: ['name', 'types', 'position', 'seen_at'],
    message: ['position', 'stored_at', 'type'],
    message_row: ['position', 'stored_at', 'types'],
  },
};

/**
 * Lets the role of the audit read its columns of a database, as far as they exist. Does nothing if
 * the role does not exist.
 * @param client connected as the owner of the tables, or as a superuser
 * @param database the name of a service, or `bus`
 */
export async function letReaderRead(client: pg.Client, database: string): Promise<void> {
  const wanted = Object.entries(readable[database] ?? {}).flatMap(([table, columns]) =>
    columns.map((column) => [table, column] as const),
  );
  const grants = async () => {
    const { rows } = await client.query<{ statement: string }>(
      `select format('grant select (%s) on %s to ${reader}',
                     string_agg(quote_ident(attname), ', '), attrelid::regclass) as statement
       from unnest($1::text[], $2::text[]) as wanted (table_name, column_name)
       join pg_attribute on attrelid = to_regclass(table_name) and attname = column_name
       where to_regrole('${reader}') is not null and not exists (
         select from aclexplode(attacl)
         where grantee = to_regrole('${reader}') and privilege_type = 'SELECT')
       group by attrelid`,
      [wanted.map(([table]) => table), wanted.map(([, column]) => column)],
    );
    return rows;
  };
  // Nearly every start finds all rights granted.
  if ((await grants()).length === 0) return;
  await waitForOthers(client);
  for (const { statement } of await grants()) await client.query(statement);
}
