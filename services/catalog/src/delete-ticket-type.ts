import * as contracts from '@onsale/contracts/catalog/http';
import { isolate } from '@onsale/contracts/text';
import { conflict, route } from '@onsale/runtime';
import { assertNotCancelled, type ChangeContext } from './change-event.js';
import { changed } from './field-versions.js';
import { lockOwnTicketType } from './own-ticket-type.js';
import { type Heard, lockHeard } from './store-stock.js';
import { writeTicketTypes } from './store-ticket-types.js';
import {
  isDeleted,
  notDeleted,
  poolOf,
  type TicketTypeRecord,
  ticketTypeMessage,
} from './ticket-type.js';

/**
 * `DELETE /api/ticket-types/:id`. `orders` refuses holds of it once it has processed the message. An
 * earlier hold stays valid, and its stock message brings the ticket type back as hidden: see
 * `restore-held.ts`.
 */
export const deleteTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.deleteTicketType, async ({ params, session, traceparent }) => {
    const eventId = await transact(async (sql, publish) => {
      const { permission } = contracts.deleteTicketType;
      const own = await lockOwnTicketType(sql, params.id, session.accountId, permission);
      const { event, type, types } = own;
      if (isDeleted(type)) return event.id;
      assertNotCancelled(event);
      assertNotShared(type, notDeleted(types));
      assertNeverUsed(await lockHeard(sql, type, poolOf(type, types)));
      const deleted = changed(type, { status: 'deleted' });
      await writeTicketTypes(sql, [deleted]);
      publish(ticketTypeMessage(deleted, event.currency, { time: clock.now(), traceparent }));
      return event.id;
    });
    await listings.renew(eventId);
    return { status: 204, body: undefined };
  });

/** Refuses if other ticket types share its places, which would have none then. */
function assertNotShared({ id }: TicketTypeRecord, types: readonly TicketTypeRecord[]): void {
  const sharer = types.find((one) => one.id !== id && one.poolId === id);
  if (!sharer) return;
  throw conflict(
    'ticket_type_in_use',
    `${isolate(sharer.name)} shares the places of this ticket type, so it can’t be deleted. Hide or pause it instead.`,
  );
}

function assertNeverUsed({ inUse, wasSold }: Heard): void {
  if (wasSold) {
    throw conflict(
      'ticket_type_in_use',
      'Tickets of this type have been sold, so it can’t be deleted. Hide or pause it instead.',
    );
  }
  if (inUse > 0) {
    throw conflict(
      'ticket_type_in_use',
      'Someone is buying tickets of this type, so it can’t be deleted now. Hide or pause it instead.',
    );
  }
}
