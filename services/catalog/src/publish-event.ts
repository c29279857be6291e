import * as contracts from '@onsale/contracts/catalog/http';
import { eventPublished } from '@onsale/contracts/catalog/messages';
import { conflict, route } from '@onsale/runtime';
import { type ChangeContext, changeEvent } from './change-event.js';
import { publishRefusal } from './may-publish.js';
import type { OrganiserGate } from './organiser-gate.js';
import { isOnShow, notDeleted, type TicketTypeRecord } from './ticket-type.js';

/** `POST /api/events/:id/publish`; harmless if it is already published. */
export const publishEvent = (context: ChangeContext, gate: OrganiserGate) =>
  route(contracts.publishEvent, async ({ params, session, traceparent }) => ({
    status: 200,
    body: await changeEvent(
      context,
      {
        eventId: params.id,
        accountId: session.accountId,
        permission: contracts.publishEvent.permission,
        traceparent,
        says: eventPublished,
      },
      async (event, ticketTypes, now, _, sql) => {
        if (event.status === 'published') return undefined;
        if (event.status === 'cancelled') {
          throw conflict('event_cancelled', 'The event is cancelled. Create a new one.');
        }
        const refusal = publishRefusal(event, countsOf(ticketTypes), now);
        if (refusal) throw conflict(refusal.code, refusal.detail);
        await gate.assertMayPublish(sql, session, event);
        return { status: 'published', publishedAt: now };
      },
    ),
  }));

function countsOf(ticketTypes: readonly TicketTypeRecord[]) {
  const shown = ticketTypes.filter(isOnShow).length;
  return { shown, hidden: notDeleted(ticketTypes).length - shown };
}
