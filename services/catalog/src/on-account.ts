import { heard } from '@onsale/contracts/heard';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import { keepAccounts } from './store-staff.js';

/** Keeps this service's copy of accounts, to name staff and organisers. */
export const onAccount = ({ database }: Pick<ServiceContext, 'database'>) =>
  subscription({
    name: 'catalog.account',
    to: heard['catalog.account'],
    async handle(messages) {
      await keepAccounts(
        database,
        latestBySubject(messages).map(({ data }) => data),
      );
    },
  });
