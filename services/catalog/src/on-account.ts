import { accountCreated } from '@onsale/contracts/auth/messages';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';

/** Keeps this service's copy of accounts, to name staff by email. */
export const onAccount = ({ database }: Pick<ServiceContext, 'database'>) =>
  subscription({
    name: 'catalog.account',
    to: [accountCreated],
    async handle(messages) {
      const latest = latestBySubject(messages);
      const accounts = latest.map((message) => message.data);
      await database.query(
        `insert into account (id, version, email, name)
       select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[])
       on conflict (id) do update set
         version = excluded.version, email = excluded.email, name = excluded.name
       where excluded.version > account.version`,
        [
          accounts.map((account) => account.accountId),
          accounts.map((account) => account.version),
          accounts.map((account) => account.email),
          accounts.map((account) => account.name),
        ],
      );
    },
  });
