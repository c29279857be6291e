import * as contracts from '@onsale/contracts/catalog/http';
import { changedMeanwhile, conflict, invalid, notFound, route, type Sql } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import type { EventRecord } from './event.js';
import { eventFor } from './event-for.js';
import { assertSeen, changed, clashes, differences, only } from './field-versions.js';
import { findPoolErrors } from './shared-places.js';
import { lockEvent } from './store-events.js';
import { findEventOf, readInUse, readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import { poolOf, type TicketTypeRecord, ticketTypeMessage, toTicketType } from './ticket-type.js';
import { checkTicketTypeDetails } from './ticket-type-details.js';

/** `PATCH /api/ticket-types/:id`: for orders to come; those already placed stay as they are. */
export const updateTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.updateTicketType, async ({ params, body, session, traceparent }) => {
    const updated = await transact(async (sql, publish) => {
      const { event, type, types } = await lockOwnTicketType(sql, params.id, session.accountId);
      if (event.status === 'cancelled') {
        throw conflict('event_cancelled', 'The event is cancelled; it sells nothing any more.');
      }
      const { version: seen, price, perOrderLimit, poolId, ...rest } = body;
      assertSeen(type, seen);
      const given = {
        ...(perOrderLimit === undefined ? {} : { perPersonLimit: perOrderLimit }),
        ...rest,
        ...(poolId === undefined ? {} : { poolId: poolIdFor(type, poolId) }),
        ...(poolId === null && rest.poolLimit === undefined ? { poolLimit: null } : {}),
        ...(price ? { price: price.amount } : {}),
      };
      const checked = checkTicketTypeDetails(
        { ...type, ...given },
        price?.currency,
        event.currency,
      );
      const wanted = only<TicketTypeRecord>('value' in checked ? checked.value : given, given);
      const clashing = clashes(type, wanted, seen);
      if (clashing.length > 0) {
        throw changedMeanwhile(clashing, toTicketType(type, types, event.currency));
      }
      if ('errors' in checked) throw invalid(...checked.errors);
      const change = differences(type, wanted);
      if (Object.keys(change).length === 0) return toTicketType(type, types, event.currency);
      const saved = changed(type, change);
      const errors = findPoolErrors(saved, types);
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

/** The event's lock is that of its ticket types too. */
async function lockOwnTicketType(
  sql: Sql,
  id: string,
  accountId: string,
): Promise<{ event: EventRecord; type: TicketTypeRecord; types: TicketTypeRecord[] }> {
  const eventId = await findEventOf(sql, id);
  const found = eventId === undefined ? undefined : await lockEvent(sql, eventId);
  const { permission } = contracts.updateTicketType;
  const event = eventFor(accountId, permission, found, 'ticket type');
  const types = await readTicketTypes(sql, event.id);
  const type = types.find((one) => one.id === id);
  if (!type) throw notFound('ticket type');
  return { event, type, types };
}

/** Once a ticket type has shared places, it says that it has its own by its own id: see messages. */
const poolIdFor = (type: TicketTypeRecord, wanted: string | null) =>
  wanted ?? (type.poolId === null ? null : type.id);

/** This copy of the stock may be a second old. `orders` has the last word and never undersells. */
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
