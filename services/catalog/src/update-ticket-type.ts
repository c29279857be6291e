import * as contracts from '@onsale/contracts/catalog/http';
import { ticketTypeUpdated } from '@onsale/contracts/catalog/messages';
import {
  changedMeanwhile,
  conflict,
  invalid,
  newMessage,
  notFound,
  route,
  type Sql,
} from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import type { EventRecord } from './event.js';
import { eventFor } from './event-for.js';
import { assertSeen, changed, clashes, differences, only } from './field-versions.js';
import { lockEvent } from './store-events.js';
import {
  countInUse,
  findEventOf,
  readTicketTypes,
  writeTicketTypes,
} from './store-ticket-types.js';
import { type TicketTypeRecord, toTicketType, toTicketTypeState } from './ticket-type.js';
import { checkTicketTypeDetails } from './ticket-type-details.js';

/** `PATCH /api/ticket-types/:id`: for orders to come; those already placed stay as they are. */
export const updateTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.updateTicketType, async ({ params, body, session, traceparent }) => {
    const updated = await transact(async (sql, publish) => {
      const { event, type } = await lockOwnTicketType(sql, params.id, session.accountId);
      if (event.status === 'cancelled') {
        throw conflict('event_cancelled', 'The event is cancelled; it sells nothing any more.');
      }
      const { version: seen, price, perOrderLimit, ...rest } = body;
      assertSeen(type, seen);
      const given = {
        ...(perOrderLimit === undefined ? {} : { perPersonLimit: perOrderLimit }),
        ...rest,
        ...(price ? { price: price.amount } : {}),
      };
      const checked = checkTicketTypeDetails(
        { ...type, ...given },
        price?.currency,
        event.currency,
      );
      const wanted = only<TicketTypeRecord>('value' in checked ? checked.value : given, given);
      const clashing = clashes(type, wanted, seen);
      if (clashing.length > 0) throw changedMeanwhile(clashing, toTicketType(type, event.currency));
      if ('errors' in checked) throw invalid(...checked.errors);
      const change = differences(type, wanted);
      if (Object.keys(change).length === 0) return toTicketType(type, event.currency);
      const saved = changed(type, change);
      if (saved.capacity < type.capacity) {
        assertCapacityNotInUse(saved.capacity, await countInUse(sql, type.id));
      }
      await writeTicketTypes(sql, [saved]);
      const data = toTicketTypeState(saved, event.currency);
      const time = clock.now();
      publish(newMessage(ticketTypeUpdated, { subject: type.id, time, data, traceparent }));
      return toTicketType(saved, event.currency);
    });
    await listings.renew(updated.eventId);
    return { status: 200, body: updated };
  });

/** The event's lock is that of its ticket types too. */
async function lockOwnTicketType(
  sql: Sql,
  id: string,
  accountId: string,
): Promise<{ event: EventRecord; type: TicketTypeRecord }> {
  const eventId = await findEventOf(sql, id);
  const found = eventId === undefined ? undefined : await lockEvent(sql, eventId);
  const { permission } = contracts.updateTicketType;
  const event = eventFor(accountId, permission, found, 'ticket type');
  const type = (await readTicketTypes(sql, event.id)).find((one) => one.id === id);
  if (!type) throw notFound('ticket type');
  return { event, type };
}

/** What was heard of stock may be a second old. `orders` has the last word and never undersells. */
function assertCapacityNotInUse(capacity: number, inUse: number): void {
  if (capacity >= inUse) return;
  throw conflict(
    'capacity_in_use',
    `${inUse} tickets are held or sold; the capacity cannot be below that.`,
  );
}
