import * as contracts from '@onsale/contracts/auth/http';
import { addressKey } from '@onsale/contracts/text';
import { Problem, route, type ServiceContext } from '@onsale/runtime';
import { toAccount } from './account.js';
import type { Passwords } from './passwords.js';
import type { StartSession } from './start-session.js';
import { findAccount } from './store.js';
import type { Throttle } from './throttle.js';

/** `POST /api/users/signin`: the same answer, in the same time, whichever of the two is wrong. */
export const signIn = (
  { database }: Pick<ServiceContext, 'database'>,
  { passwords, throttle, start }: { passwords: Passwords; throttle: Throttle; start: StartSession },
) =>
  route(contracts.signIn, async ({ body, address }) => {
    const email = addressKey(body.email);
    await throttle.signIn(email, address);
    const account = await findAccount(database, email);
    const matches = await passwords.verify(account?.passwordHash, body.password);
    if (!account || !matches) throw wrongCredentials();
    await throttle.signedIn(email);
    const session = await start(database, account);
    return { status: 200, body: toAccount(account), session };
  });

const wrongCredentials = () =>
  new Problem(401, 'wrong_credentials', 'The email address or the password is wrong.');
