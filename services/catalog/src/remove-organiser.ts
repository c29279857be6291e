import * as contracts from '@onsale/contracts/catalog/http';
import { type Admit, type Database, notFound, route } from '@onsale/runtime';
import { removeOrganisers } from './store-organisers.js';

/** `DELETE /api/organisers/:accountId/approval` */
export const removeOrganiser = (database: Database, admit: Admit) =>
  route(
    contracts.removeOrganiser,
    async ({ params: { accountId } }) => {
      const removed = await removeOrganisers(database, [accountId]);
      if (removed.length === 0) throw notFound('approval');
      return { status: 204 };
    },
    admit,
  );
