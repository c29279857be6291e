import { notFound, type Sql } from '@onsale/runtime';
import { type EventCopy, worksDoor } from './event.js';
import { readEvents } from './store-events.js';

/** @throws Problem 404: to anybody but organiser and staff the door page does not exist */
export async function readEventAtDoor(
  sql: Sql,
  eventId: string,
  accountId: string,
): Promise<EventCopy> {
  const [event] = await readEvents(sql, [eventId]);
  if (!event || !worksDoor(event, accountId)) throw notFound('event');
  return event;
}

/** @throws Problem 404: to anybody but the organiser the list of attendees does not exist */
export async function readEventOfOrganiser(
  sql: Sql,
  eventId: string,
  accountId: string,
): Promise<EventCopy> {
  const [event] = await readEvents(sql, [eventId]);
  if (event?.organiserId !== accountId) throw notFound('event');
  return event;
}
