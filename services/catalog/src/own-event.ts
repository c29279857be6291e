import { forbidden, notFound } from '@onsale/runtime';
import { type EventRecord, isVisibleTo } from './event.js';

/**
 * Lets only the organiser pass.
 * @throws Problem 404 to whoever may not know of the event, 403 to everybody else
 */
export function assertOrganiser(event: EventRecord | undefined, accountId: string): EventRecord {
  if (!event || !isVisibleTo(event, accountId)) throw notFound('event');
  if (event.organiserId !== accountId) {
    throw forbidden('Only the organiser of this event may do that.');
  }
  return event;
}
