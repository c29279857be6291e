import type { EventListing } from '@onsale/contracts/catalog/http';
import type { eventMessages } from '@onsale/contracts/catalog/messages';
import { newMessage, type Publish, type ServiceContext, type Sql } from '@onsale/runtime';
import { type EventRecord, toEventState, toListing } from './event.js';
import { useImage } from './keep-images.js';
import type { Listings } from './listings.js';
import { assertOrganiser } from './own-event.js';
import { lockEvent, writeEvents } from './store-events.js';
import { readImages } from './store-images.js';
import { readStaffIds } from './store-staff.js';
import { readTicketTypes } from './store-ticket-types.js';
import type { TicketTypeRecord } from './ticket-type.js';

type EventMessage = (typeof eventMessages)[number];

/** What it takes to change an event, and to show it. */
export interface ChangeContext extends Pick<ServiceContext, 'transact' | 'clock'> {
  readonly listings: Listings;
}

export interface Change {
  readonly eventId: string;
  readonly accountId: string;
  readonly traceparent: string;
  /** The fact that is published. */
  readonly says: EventMessage;
}

/**
 * Changes an event as a whole, under its lock, so that of two changes at once none is lost.
 * @param decide gives what is to change, or undefined when all is as wanted; throws to refuse
 * @throws Problem 403, 404 to anybody but the organiser
 */
export async function changeEvent(
  { transact, clock, listings }: ChangeContext,
  { eventId, accountId, traceparent, says }: Change,
  decide: (
    event: EventRecord,
    ticketTypes: readonly TicketTypeRecord[],
    now: string,
  ) => Partial<EventRecord> | undefined,
): Promise<EventListing> {
  const listing = await transact(async (sql, publish) => {
    const event = assertOrganiser(await lockEvent(sql, eventId), accountId);
    const ticketTypes = await readTicketTypes(sql, eventId);
    const now = clock.now();
    const change = decide(event, ticketTypes, now.toISOString());
    const wanted = { ...event, ...change };
    await useImage(sql, event.imageUrl, wanted.imageUrl, now);
    const changed = change ? await saveEvent(sql, publish, wanted, says, now, traceparent) : event;
    return toListing(changed, ticketTypes, await readImages(sql, [changed.imageUrl]));
  });
  await listings.renew(eventId);
  return listing;
}

/** Writes the next version of an event whose lock is held, and says so. */
export async function saveEvent(
  sql: Sql,
  publish: Publish,
  event: EventRecord,
  says: EventMessage,
  now: Date,
  traceparent: string,
): Promise<EventRecord> {
  const saved = { ...event, version: event.version + 1 };
  await writeEvents(sql, [saved]);
  const data = toEventState(saved, await readStaffIds(sql, saved.id));
  publish(newMessage(says, { subject: saved.id, time: now, data, traceparent }));
  return saved;
}
