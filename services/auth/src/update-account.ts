import * as contracts from '@onsale/contracts/auth/http';
import { accountCreated } from '@onsale/contracts/auth/messages';
import { rates } from '@onsale/contracts/limits';
import { newMessage, notFound, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { toAccount } from './account.js';
import type { NewNames } from './new-names.js';
import type { RenewSession } from './start-session.js';
import { renameAccount } from './store.js';

/**
 * `PATCH /api/users/currentuser`: changes the name. Existing orders and tickets keep the old one.
 */
export const updateAccount = (
  { transact, clock, limits }: Pick<ServiceContext, 'transact' | 'clock' | 'limits'>,
  { names, renew }: { names: NewNames; renew: RenewSession },
) =>
  route(contracts.updateAccount, async ({ body, session, traceparent }) => {
    const { max, windowSeconds } = rates.changesOfName;
    const waitSeconds = await limits.take(`rename ${session.accountId}`, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const account = await transact(async (sql, publish) => {
      const now = clock.now();
      const { account, isChanged } = await renameAccount(sql, session.accountId, body.name, now);
      if (account && isChanged) {
        const { id, version, email, name } = account;
        const data = { accountId: id, version, email, name };
        publish(newMessage(accountCreated, { subject: id, time: now, data, traceparent }));
      }
      return account;
    });
    // Rehearsal buyers have sessions and no account.
    if (!account) throw notFound('account');
    names.set(account.id, account.name);
    return {
      status: 200,
      body: toAccount(account),
      session: await renew({ ...session, name: account.name }),
    };
  });
