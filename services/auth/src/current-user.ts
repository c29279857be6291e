import * as contracts from '@onsale/contracts/auth/http';
import { route } from '@onsale/runtime';
import { toAccount } from './account.js';

/** `GET /api/users/currentuser`: from the token alone; pages ask it again and again. */
export const currentUser = () =>
  route(contracts.currentUser, async ({ session }) => ({
    status: 200,
    body: {
      account: session ? toAccount({ ...session, id: session.accountId }) : null,
    },
  }));
