import * as contracts from '@onsale/contracts/auth/http';
import { route } from '@onsale/runtime';
import { toAccount } from './account.js';
import type { NewNames } from './new-names.js';
import type { RenewSession } from './start-session.js';

/**
 * `GET /api/users/currentuser`: answered from the token alone, because pages call it often. A
 * browser whose token has an old name gets a new token.
 */
export const currentUser = ({ names, renew }: { names: NewNames; renew: RenewSession }) =>
  route(contracts.currentUser, async ({ session }) => {
    if (!session) return { status: 200, body: { account: null } };
    const name = names.of(session.accountId) ?? session.name;
    return {
      status: 200,
      body: { account: toAccount({ ...session, id: session.accountId, name }) },
      ...(name === session.name ? {} : { session: await renew({ ...session, name }) }),
    };
  });
