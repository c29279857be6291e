import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { notFound, route } from '@onsale/runtime';
import { type ChangeContext, saveEvent } from './change-event.js';
import { eventFor } from './event-for.js';
import { lockEvent } from './store-events.js';
import { deleteStaff } from './store-staff.js';

/** `DELETE /api/events/:id/staff/:accountId` */
export const removeStaff = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.removeStaff, async ({ params, session, traceparent }) => {
    const { accountId } = session;
    await transact(async (sql, publish) => {
      const event = eventFor(
        accountId,
        contracts.removeStaff.permission,
        await lockEvent(sql, params.id),
      );
      const removed = await deleteStaff(sql, event.id, [params.accountId]);
      if (removed.length === 0) throw notFound('staff member');
      const now = clock.now();
      await saveEvent(sql, publish, event, {}, { says: eventUpdated, now, traceparent });
    });
    await listings.renew(params.id);
    return { status: 204 };
  });
