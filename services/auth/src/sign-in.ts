import { createHash } from 'node:crypto';
import * as contracts from '@onsale/contracts/auth/http';
import { addressKey } from '@onsale/contracts/text';
import { Problem, route, type ServiceContext } from '@onsale/runtime';
import { toAccount } from './account.js';
import type { KnownDevices } from './known-devices.js';
import type { Passwords } from './passwords.js';
import type { StartSession } from './start-session.js';
import { findAccount } from './store.js';
import type { Throttle } from './throttle.js';

/**
 * `POST /api/users/signin`: a wrong address and a wrong password get the same answer in the same
 * time.
 */
export const signIn = (
  { database }: Pick<ServiceContext, 'database'>,
  {
    passwords,
    throttle,
    devices,
    start,
  }: { passwords: Passwords; throttle: Throttle; devices: KnownDevices; start: StartSession },
) =>
  route(contracts.signIn, async ({ body, address, origin, rawHeaders }) => {
    const key = addressKey(body.email);
    const account = await findAccount(database, key);
    const attempt = await throttle.signIn({
      account: account?.id ?? digest(key),
      address,
      deviceId: account && devices.idOf(String(rawHeaders.cookie ?? ''), account.id),
    });
    const matches = await passwords
      .verify(account?.passwordHash, body.password)
      .catch(async (error: unknown) => {
        await attempt.undecided(); // too many wait, which says nothing about this password
        throw error;
      });
    if (!account || !matches) throw wrongCredentials(account?.id);
    await attempt.right();
    const session = await start(database, account);
    const headers = devices.remember(account.id, origin);
    return { status: 200, body: toAccount(account), session, headers };
  });

/** Keys of limits are stored elsewhere and appear in logs, so they contain no email address. */
const digest = (key: string) => createHash('sha256').update(key).digest('base64url');

const wrongCredentials = (accountId: string | undefined) =>
  new Problem(401, 'wrong_credentials', 'The email address or the password is wrong.', {
    accountId,
  });
