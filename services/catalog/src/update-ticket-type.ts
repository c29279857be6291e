import * as contracts from '@onsale/contracts/catalog/http';
import { ticketTypeUpdated } from '@onsale/contracts/catalog/messages';
import { conflict, invalid, newMessage, notFound, route, type Sql } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { type EventRecord, isVisibleTo } from './event.js';
import { assertOrganiser } from './own-event.js';
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
      const { price, perOrderLimit = type.perPersonLimit, ...rest } = body;
      const given = {
        ...type,
        perPersonLimit: perOrderLimit,
        ...rest,
        price: price?.amount ?? type.price,
      };
      const checked = checkTicketTypeDetails(given, price?.currency, event.currency);
      if ('errors' in checked) throw invalid(...checked.errors);
      const changed = { ...type, ...checked.value, version: type.version + 1 };
      if (changed.capacity < type.capacity) {
        assertCapacityNotInUse(changed.capacity, await countInUse(sql, type.id));
      }
      await writeTicketTypes(sql, [changed]);
      const data = toTicketTypeState(changed, event.currency);
      const time = clock.now();
      publish(newMessage(ticketTypeUpdated, { subject: type.id, time, data, traceparent }));
      return toTicketType(changed, event.currency);
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
  const event = eventId === undefined ? undefined : await lockEvent(sql, eventId);
  if (!event || !isVisibleTo(event, accountId)) throw notFound('ticket type');
  assertOrganiser(event, accountId);
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
