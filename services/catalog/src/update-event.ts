import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { isolate } from '@onsale/contracts/text';
import { changedMeanwhile, conflict, invalid, route } from '@onsale/runtime';
import { assertNotCancelled, type ChangeContext, changeEvent } from './change-event.js';
import type { EventRecord } from './event.js';
import { checkEventDetails } from './event-details.js';
import { assertSeen, clashes, differences, only } from './field-versions.js';
import type { OrganiserGate } from './organiser-gate.js';
import { notDeleted, type TicketTypeRecord } from './ticket-type.js';

/** `PATCH /api/events/:id`: combines with changes by others, unless they changed the same field. */
export const updateEvent = (context: ChangeContext, gate: OrganiserGate) =>
  route(contracts.updateEvent, async ({ params, body, session, traceparent }) => ({
    status: 200,
    body: await changeEvent(
      context,
      {
        eventId: params.id,
        accountId: session.accountId,
        permission: contracts.updateEvent.permission,
        traceparent,
        says: eventUpdated,
      },
      async (event, ticketTypes, now, current, sql) => {
        const { version: seen, ...given } = body;
        assertSeen(event, seen);
        assertNotCancelled(event);
        const checked = checkEventDetails({ ...event, ...given }, event);
        const wanted = only<EventRecord>('value' in checked ? checked.value : given, given);
        const clashing = clashes(event, wanted, seen);
        if (clashing.length > 0) throw changedMeanwhile(clashing, current);
        assertCurrencyMayChange(
          event,
          notDeleted(ticketTypes).length,
          given.currency ?? event.currency,
        );
        if ('errors' in checked) throw invalid(...checked.errors);
        const { startsAt, perPersonLimit } = checked.value;
        assertMinimumsFit(perPersonLimit, notDeleted(ticketTypes));
        if (event.status === 'published' && startsAt !== event.startsAt && startsAt <= now) {
          throw invalid({ field: 'startsAt', message: 'The new start must be in the future.' });
        }
        const change = differences(event, wanted);
        await gate.assertMayShowAgain(sql, session, event, change);
        return Object.keys(change).length > 0 ? change : undefined;
      },
    ),
  }));

/**
 * Refuses a limit below the smallest quantity of a ticket type, which then could not be ordered.
 */
function assertMinimumsFit(limit: number | null, types: readonly TicketTypeRecord[]): void {
  const type = types.find(({ minPerOrder }) => limit !== null && minPerOrder > limit);
  if (!type) return;
  throw invalid({
    field: 'perPersonLimit',
    message: `One person must be able to have ${type.minPerOrder}: an order of ${isolate(type.name)} needs that many.`,
  });
}

function assertCurrencyMayChange(event: EventRecord, ticketTypes: number, currency: string): void {
  if (currency === event.currency) return;
  if (event.status !== 'draft') {
    throw conflict('event_not_draft', 'The currency can’t be changed after publishing.');
  }
  if (ticketTypes > 0) {
    throw invalid({
      field: 'currency',
      message: `The currency can’t be changed: there are ticket types priced in ${event.currency}.`,
    });
  }
}
