import type { EventListing } from '@onsale/contracts/catalog/http';
import {
  eventCancelled,
  type eventMessages,
  eventUpdated,
} from '@onsale/contracts/catalog/messages';
import type { Permission } from '@onsale/contracts/permissions';
import { conflict, newMessage, type Publish, type ServiceContext, type Sql } from '@onsale/runtime';
import { type EventRecord, toEventState, toListing } from './event.js';
import { eventFor } from './event-for.js';
import { changed } from './field-versions.js';
import { useImage } from './keep-images.js';
import type { Listings } from './listings.js';
import { lockEvent, writeEvents } from './store-events.js';
import { readImages } from './store-images.js';
import { readStaffIds } from './store-staff.js';
import { readTicketTypes } from './store-ticket-types.js';
import type { TicketTypeRecord } from './ticket-type.js';

type EventMessage = (typeof eventMessages)[number];

/** The context for changing an event and renewing its listing. */
export interface ChangeContext extends Pick<ServiceContext, 'transact' | 'clock'> {
  readonly listings: Listings;
}

export interface Change {
  readonly eventId: string;
  readonly accountId: string;
  readonly permission: Permission;
  readonly traceparent: string;
  /** The contract of the message to publish. */
  readonly says: EventMessage;
}

/** @throws Problem 409 */
export function assertNotCancelled({ status }: EventRecord): void {
  if (status !== 'cancelled') return;
  throw conflict('event_cancelled', 'This event is cancelled and can’t be changed.');
}

/**
 * Changes an event under its lock.
 * @param decide returns the fields to change, or undefined if nothing changes; throws to refuse.
 * `current` is the present event as callers see it
 * @throws Problem 403 or 404 for an account without the permission
 */
export async function changeEvent(
  { transact, clock, listings }: ChangeContext,
  { eventId, accountId, permission, traceparent, says }: Change,
  decide: (
    event: EventRecord,
    ticketTypes: readonly TicketTypeRecord[],
    now: string,
    current: EventListing,
    sql: Sql,
  ) => Partial<EventRecord> | undefined | Promise<Partial<EventRecord> | undefined>,
): Promise<EventListing> {
  const listing = await transact(async (sql, publish) => {
    const event = eventFor(accountId, permission, await lockEvent(sql, eventId));
    const ticketTypes = await readTicketTypes(sql, eventId);
    const now = clock.now();
    const current = toListing(event, ticketTypes, await readImages(sql, [event.imageUrl]));
    const change = await decide(event, ticketTypes, now.toISOString(), current, sql);
    if (!change) return current;
    await useImage(sql, event.imageUrl, { ...event, ...change }.imageUrl, now);
    const saved = await saveEvent(sql, publish, event, change, { says, now, traceparent });
    return toListing(saved, ticketTypes, await readImages(sql, [saved.imageUrl]));
  });
  await listings.renew(eventId);
  return listing;
}

/**
 * Writes the next version of a locked event and publishes it.
 * @param change may be empty if something outside the record has changed, such as the staff
 */
export async function saveEvent(
  sql: Sql,
  publish: Publish,
  event: EventRecord,
  change: Partial<EventRecord>,
  {
    says,
    now,
    traceparent,
  }: Pick<Change, 'says'> & { readonly now: Date; readonly traceparent: string | undefined },
): Promise<EventRecord> {
  const saved = changed(event, change);
  await writeEvents(sql, [saved]);
  const data = toEventState(saved, await readStaffIds(sql, saved.id));
  // For the other services a cancelled draft stays a draft.
  const type = data.status === 'draft' && says === eventCancelled ? eventUpdated : says;
  publish(newMessage(type, { subject: saved.id, time: now, data, traceparent }));
  return saved;
}
