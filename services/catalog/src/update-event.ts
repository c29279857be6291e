import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { conflict, invalid, route } from '@onsale/runtime';
import { type ChangeContext, changeEvent } from './change-event.js';
import type { EventRecord } from './event.js';
import { checkEventDetails } from './event-details.js';

/** `PATCH /api/events/:id` */
export const updateEvent = (context: ChangeContext) =>
  route(contracts.updateEvent, async ({ params, body, session, traceparent }) => ({
    status: 200,
    body: await changeEvent(
      context,
      { eventId: params.id, accountId: session.accountId, traceparent, says: eventUpdated },
      (event, ticketTypes, now) => {
        if (event.status === 'cancelled') {
          throw conflict('event_cancelled', 'The event is cancelled and stays as it is.');
        }
        assertCurrencyMayChange(event, ticketTypes.length, body.currency ?? event.currency);
        const checked = checkEventDetails({ ...event, ...body }, event);
        if ('errors' in checked) throw invalid(...checked.errors);
        const { startsAt } = checked.value;
        if (event.status === 'published' && startsAt !== event.startsAt && startsAt <= now) {
          throw invalid({ field: 'startsAt', message: 'The new start must be in the future.' });
        }
        return checked.value;
      },
    ),
  }));

function assertCurrencyMayChange(event: EventRecord, ticketTypes: number, currency: string): void {
  if (currency === event.currency) return;
  if (event.status !== 'draft') {
    throw conflict('event_not_draft', 'The currency is fixed once the event was published.');
  }
  if (ticketTypes > 0) {
    throw invalid({
      field: 'currency',
      message: `The currency is fixed: there are ticket types priced in ${event.currency}.`,
    });
  }
}
