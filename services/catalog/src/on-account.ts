import { heard } from '@onsale/contracts/heard';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import type { RenameOrganisers } from './rename-organiser.js';
import { keepAccounts } from './store-staff.js';

/** Keeps this service's copy of accounts, for the names of staff and organisers. */
export const onAccount = (
  { database }: Pick<ServiceContext, 'database'>,
  renameOrganisers: RenameOrganisers,
) =>
  subscription({
    name: 'catalog.account',
    to: heard['catalog.account'],
    async handle(messages) {
      const latest = latestBySubject(messages);
      await keepAccounts(
        database,
        latest.map(({ data }) => data),
      );
      const [renamed, ...others] = latest.filter(({ data }) => data.version > 1);
      if (!renamed) return;
      const ids = [renamed, ...others].map(({ subject }) => subject);
      await renameOrganisers(ids, renamed.traceparent);
    },
  });
