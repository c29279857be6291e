import * as contracts from '@onsale/contracts/catalog/http';
import { changedMeanwhile, conflict, invalid, notFound, route } from '@onsale/runtime';
import { assertNotCancelled, type ChangeContext } from './change-event.js';
import { assertSeen, changed, clashes, differences, only } from './field-versions.js';
import { lockOwnTicketType } from './own-ticket-type.js';
import { findPoolErrors } from './shared-places.js';
import { readInUse } from './store-stock.js';
import { writeTicketTypes } from './store-ticket-types.js';
import {
  isDeleted,
  notDeleted,
  poolOf,
  type TicketTypeRecord,
  ticketTypeMessage,
  toTicketType,
} from './ticket-type.js';
import { checkTicketTypeDetails } from './ticket-type-details.js';

/** `PATCH /api/ticket-types/:id`: applies to future orders; existing ones stay unchanged. */
export const updateTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.updateTicketType, async ({ params, body, session, traceparent }) => {
    const updated = await transact(async (sql, publish) => {
      const { event, type, types } = await lockOwnTicketType(
        sql,
        params.id,
        session.accountId,
        contracts.updateTicketType.permission,
      );
      if (isDeleted(type)) throw notFound('ticket type');
      assertNotCancelled(event);
      const { version: seen, price, perOrderLimit, poolId, ...rest } = body;
      assertSeen(type, seen);
      const given = {
        ...(perOrderLimit === undefined ? {} : { perPersonLimit: perOrderLimit }),
        ...rest,
        ...(poolId === undefined ? {} : { poolId: poolIdFor(type, poolId) }),
        ...(poolId === null && rest.poolLimit === undefined ? { poolLimit: null } : {}),
        ...(price ? { price: price.amount } : {}),
      };
      const checked = checkTicketTypeDetails({ ...type, ...given }, price?.currency, event);
      const wanted = only<TicketTypeRecord>('value' in checked ? checked.value : given, given);
      const clashing = clashes(type, wanted, seen);
      if (clashing.length > 0) {
        throw changedMeanwhile(clashing, toTicketType(type, types, event.currency));
      }
      if ('errors' in checked) throw invalid(...checked.errors);
      const change = differences(type, wanted);
      if (Object.keys(change).length === 0) return toTicketType(type, types, event.currency);
      const saved = changed(type, change);
      const errors = findPoolErrors(saved, notDeleted(types));
      if (errors.length > 0) throw invalid(...errors);
      const after = types.map((one) => (one.id === saved.id ? saved : one));
      const pool = poolOf(saved, after);
      if (saved.capacity < type.capacity || pool.id !== poolOf(type, types).id) {
        assertCapacityNotInUse(pool, after, await readInUse(sql, event.id));
      }
      await writeTicketTypes(sql, [saved]);
      publish(ticketTypeMessage(saved, event.currency, { time: clock.now(), traceparent }));
      return toTicketType(saved, after, event.currency);
    });
    await listings.renew(updated.eventId);
    return { status: 200, body: updated };
  });

/**
 * A ticket type that once shared places has its own id here, not null, when it has its own places
 * again: see the message.
 */
const poolIdFor = (type: TicketTypeRecord, wanted: string | null) =>
  wanted ?? (type.poolId === null ? null : type.id);

/**
 * Refuses early, by a copy of the stock that may be a second old. `orders` decides, and never goes
 * below what is held and sold.
 */
function assertCapacityNotInUse(
  pool: TicketTypeRecord,
  types: readonly TicketTypeRecord[],
  inUse: ReadonlyMap<string, number>,
): void {
  const sharers = types.filter((one) => poolOf(one, types).id === pool.id);
  const count = sharers.reduce((sum, one) => sum + (inUse.get(one.id) ?? 0), 0);
  if (pool.capacity >= count) return;
  throw conflict(
    'capacity_in_use',
    sharers.length === 1
      ? `${count} tickets are held or sold; the capacity cannot be below that.`
      : `${count} tickets of the ticket types that share these places are held or sold; ` +
          `the capacity, ${pool.capacity}, cannot be below that.`,
  );
}
