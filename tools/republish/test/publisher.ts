import { accountCreated } from '@onsale/contracts/auth/messages';
import type { Message } from '@onsale/contracts/message';
import {
  type Bus,
  defineService,
  type Infra,
  newId,
  newMessage,
  type RunningService,
  type Sql,
  startService,
  type Transact,
} from '@onsale/runtime';

/** Tables that every service has, and no others. */
export const noMigrations = new URL('../../../services/expiration/migrations/', import.meta.url);

/** A service that only publishes; its bus is not asked for messages. */
export async function startPublisher(
  infra: Infra,
  publish: Bus['publish'],
): Promise<{ transact: Transact; service: RunningService }> {
  let given: Transact | undefined;
  const definition = defineService({
    name: 'publisher',
    migrations: noMigrations,
    settings: {},
    setup(context) {
      given = context.transact;
      return {};
    },
  });
  const bus: Bus = { ...infra.bus, publish, subscribe: async () => async () => undefined };
  const service = await startService(definition, { ...infra, bus }, {});
  if (!given) throw new Error('the service was not set up');
  return { transact: given, service };
}

function accountMessage(): Message {
  const accountId = newId();
  const data = { accountId, version: 1, name: 'Ann', email: `${accountId}@example.org` };
  return newMessage(accountCreated, { subject: accountId, time: new Date(), data });
}

/** Rows that were published as many minutes ago, a message each. @returns the messages' ids */
export async function published(sql: Sql, minutesAgo: readonly number[]): Promise<string[]> {
  const messages = minutesAgo.map(accountMessage);
  await sql.query(
    `insert into outbox (messages, created_at, published_at)
     select text, now() - make_interval(mins => ago), now() - make_interval(mins => ago)
     from unnest($1::text[], $2::int[]) with ordinality as row (text, ago, place) order by place`,
    [messages.map((one) => JSON.stringify([one])), minutesAgo],
  );
  return messages.map((one) => one.id);
}

/** The ids of the messages that wait, oldest first. */
export async function waiting(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ messages: string }>(
    'select messages from outbox where published_at is null order by id',
  );
  return rows.flatMap((row) => (JSON.parse(row.messages) as Message[]).map((one) => one.id));
}
