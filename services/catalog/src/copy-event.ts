import * as contracts from '@onsale/contracts/catalog/http';
import { eventCreated, eventUpdated } from '@onsale/contracts/catalog/messages';
import { newId, newSecretId, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { saveEvent } from './change-event.js';
import { daySeconds, eventsOf } from './create-event.js';
import { type EventRecord, toListing } from './event.js';
import { eventFor } from './event-for.js';
import { changed, unchanged } from './field-versions.js';
import { useImage } from './keep-images.js';
import type { OrganiserGate } from './organiser-gate.js';
import { shiftWeeks, weeksAhead } from './shift-weeks.js';
import { lockEvent } from './store-events.js';
import { readImages } from './store-images.js';
import { copyStaff } from './store-staff.js';
import { readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import { notDeleted, type TicketTypeRecord, ticketTypeMessage } from './ticket-type.js';

/** `POST /api/events/:id/copy`: copies an event to a later date. */
export const copyEvent = (
  { transact, clock, limits }: Pick<ServiceContext, 'transact' | 'clock' | 'limits'>,
  gate: OrganiserGate,
  eventsPerDay: number,
) =>
  route(contracts.copyEvent, async ({ params, session, traceparent }) => {
    const { accountId, name } = session;
    const waitSeconds = await limits.take(eventsOf(accountId), eventsPerDay, daySeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const now = clock.now();
    const listing = await transact(async (sql, publish) => {
      const { permission } = contracts.copyEvent;
      const event = eventFor(accountId, permission, await lockEvent(sql, params.id));
      await gate.assertMayCreate(sql, session);
      const types = await readTicketTypes(sql, event.id);
      const weeks = weeksAhead(event.startsAt, now);
      const later = <T extends string | null>(at: T): T =>
        (at === null ? at : shiftWeeks(at, weeks, event.timeZone)) as T;
      const blank = blankCopy(event, later);
      await useImage(sql, null, blank.imageUrl, now);
      const said = { says: eventCreated, now, traceparent };
      let copy = await saveEvent(
        sql,
        publish,
        { ...blank, organiserId: accountId, organiserName: name },
        {},
        said,
      );
      if ((await copyStaff(sql, event.id, copy.id, now)) > 0) {
        copy = await saveEvent(sql, publish, copy, {}, { ...said, says: eventUpdated });
      }
      const copies = copiesOf(notDeleted(types), copy.id, later);
      await writeTicketTypes(sql, copies);
      publish(
        ...copies.map((type) => ticketTypeMessage(type, copy.currency, { time: now, traceparent })),
      );
      return toListing(copy, copies, await readImages(sql, [copy.imageUrl]));
    });
    return { status: 201, body: listing };
  });

type Later = <T extends string | null>(at: T) => T;

/** An unsaved draft with the texts and settings of the event. */
const blankCopy = (event: EventRecord, later: Later): EventRecord => ({
  ...event,
  id: newSecretId(),
  version: 0,
  fieldVersions: unchanged,
  status: 'draft',
  publishedAt: null,
  cancellationReason: null,
  startsAt: later(event.startsAt),
  endsAt: later(event.endsAt),
  salesOpenAt: later(event.salesOpenAt),
  salesCloseAt: later(event.salesCloseAt),
  checkInOpensAt: later(event.checkInOpensAt),
  doorsAt: later(event.doorsAt),
});

/**
 * Copies share places as their originals do. A paused type becomes active, since the pause belonged
 * to the original sale.
 */
function copiesOf(
  types: readonly TicketTypeRecord[],
  eventId: string,
  later: Later,
): TicketTypeRecord[] {
  const newIds = new Map(types.map((type) => [type.id, newId()]));
  return types.map((type) =>
    changed<TicketTypeRecord>(
      {
        ...type,
        id: newIds.get(type.id) ?? newId(),
        poolId: type.poolId === null ? null : (newIds.get(type.poolId) ?? null),
        eventId,
        version: 0,
        fieldVersions: unchanged,
        status: type.status === 'paused' ? 'active' : type.status,
        salesOpenAt: later(type.salesOpenAt),
        salesCloseAt: later(type.salesCloseAt),
      },
      {},
    ),
  );
}
