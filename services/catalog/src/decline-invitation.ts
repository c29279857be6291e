import * as contracts from '@onsale/contracts/catalog/http';
import { route, type ServiceContext } from '@onsale/runtime';
import type { LookFor } from './invitation-of.js';
import { invitationHash } from './invitation-tokens.js';
import { deleteByToken } from './store-invitations.js';

/** `POST /api/staff-invitations/:token/decline` */
export const declineInvitation = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  lookFor: LookFor,
) =>
  route(contracts.declineInvitation, async (request) => {
    const tokenHash = invitationHash(request.params.token);
    await lookFor(request, async () =>
      (await deleteByToken(database, tokenHash, clock.now())) ? true : undefined,
    );
    return { status: 204 };
  });
