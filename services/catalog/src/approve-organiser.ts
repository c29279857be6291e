import * as contracts from '@onsale/contracts/catalog/http';
import { type Admit, notFound, route, type ServiceContext } from '@onsale/runtime';
import { approveOrganisers, knownAccounts } from './store-organisers.js';

/** `POST /api/organisers/:accountId/approval` */
export const approveOrganiser = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  admit: Admit,
) =>
  route(
    contracts.approveOrganiser,
    async ({ params: { accountId } }) => {
      const known = await knownAccounts(database, [accountId]);
      if (!known.has(accountId)) throw notFound('account');
      await approveOrganisers(database, [accountId], clock.now());
      return { status: 204 };
    },
    admit,
  );
