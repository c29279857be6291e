import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { notFound, type Publish, route, type Sql } from '@onsale/runtime';
import { type ChangeContext, saveEvent } from './change-event.js';
import type { EventRecord } from './event.js';
import { eventFor } from './event-for.js';
import { lockEvent } from './store-events.js';
import { deleteStaff } from './store-staff.js';

/** `DELETE /api/events/:id/staff/:accountId` */
export const removeStaff = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.removeStaff, async ({ params, session, traceparent }) => {
    await transact(async (sql, publish) => {
      const { permission } = contracts.removeStaff;
      const event = eventFor(session.accountId, permission, await lockEvent(sql, params.id));
      const at = { now: clock.now(), traceparent };
      const isOff = await takeOff(sql, publish, event, params.accountId, at);
      if (!isOff) throw notFound('staff member');
    });
    await listings.renew(params.id);
    return { status: 204 };
  });

/**
 * Removes an account from the door staff of a locked event.
 * @returns whether it was a member
 */
export async function takeOff(
  sql: Sql,
  publish: Publish,
  event: EventRecord,
  accountId: string,
  at: { readonly now: Date; readonly traceparent: string },
): Promise<boolean> {
  const removed = await deleteStaff(sql, event.id, [accountId]);
  if (removed.length === 0) return false;
  await saveEvent(sql, publish, event, {}, { says: eventUpdated, ...at });
  return true;
}
