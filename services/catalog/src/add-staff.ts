import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { addressKey } from '@onsale/contracts/text';
import { conflict, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { type ChangeContext, saveEvent } from './change-event.js';
import { eventFor } from './event-for.js';
import { lockEvent } from './store-events.js';
import { findAccount, insertStaff, readStaffIds } from './store-staff.js';

const maxStaff = 100;
/** The answer tells whether an address has an account: not for whole lists of them. */
const maxAsked = 200;
const askedWindowSeconds = 3_600;

/** `POST /api/events/:id/staff` */
export const addStaff = ({
  transact,
  clock,
  limits,
  listings,
}: ChangeContext & Pick<ServiceContext, 'limits'>) =>
  route(contracts.addStaff, async ({ params, body, session, traceparent }) => {
    const asked = `staff ${session.accountId}`;
    const waitSeconds = await limits.take(asked, maxAsked, askedWindowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const { accountId } = session;
    const member = await transact(async (sql, publish) => {
      const event = eventFor(
        accountId,
        contracts.addStaff.permission,
        await lockEvent(sql, params.id),
      );
      const account = await findAccount(sql, addressKey(body.email));
      if (!account) {
        throw conflict(
          'no_such_account',
          'No account has this email address. Ask them to sign up first.',
        );
      }
      if (account.accountId === event.organiserId) {
        throw conflict(
          'already_staff',
          'You’re the organiser, so you can already check tickets in.',
        );
      }
      const staffIds = await readStaffIds(sql, event.id);
      if (staffIds.includes(account.accountId)) {
        throw conflict('already_staff', 'This account is already on the door team.');
      }
      if (staffIds.length >= maxStaff) {
        throw conflict(
          'over_limit',
          `An event can have up to ${maxStaff} door staff. Remove someone first.`,
        );
      }
      const now = clock.now();
      await insertStaff(sql, event.id, [account.accountId], now);
      await saveEvent(sql, publish, event, {}, { says: eventUpdated, now, traceparent });
      return account;
    });
    await listings.renew(params.id);
    return { status: 201, body: member };
  });
