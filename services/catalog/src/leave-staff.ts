import * as contracts from '@onsale/contracts/catalog/http';
import { notFound, route, type ServiceContext } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { takeOff } from './remove-staff.js';
import { lockEvent } from './store-events.js';
import { readStaffIds } from './store-staff.js';

/** `POST /api/events/:id/leave`: removes the caller from the door staff. */
export const leaveStaff = ({
  database,
  transact,
  clock,
  listings,
}: ChangeContext & Pick<ServiceContext, 'database'>) =>
  route(contracts.leaveStaff, async ({ params, session: { accountId }, traceparent }) => {
    // Checked first, so that other accounts cannot lock the event.
    if (!(await readStaffIds(database, params.id)).includes(accountId)) throw notFound('event');
    await transact(async (sql, publish) => {
      const event = await lockEvent(sql, params.id);
      const at = { now: clock.now(), traceparent };
      if (!event || !(await takeOff(sql, publish, event, accountId, at))) throw notFound('event');
    });
    await listings.renew(params.id);
    return { status: 204 };
  });
