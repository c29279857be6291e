import * as contracts from '@onsale/contracts/catalog/http';
import { changedMeanwhile, route } from '@onsale/runtime';
import { assertNotCancelled, type ChangeContext } from './change-event.js';
import { toListing } from './event.js';
import { eventFor } from './event-for.js';
import { changed } from './field-versions.js';
import { lockEvent } from './store-events.js';
import { readImages } from './store-images.js';
import { readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import { inOrder, notDeleted, ticketTypeMessage } from './ticket-type.js';

/** `POST /api/events/:id/ticket-types/order`: the last request wins. */
export const orderTicketTypes = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.orderTicketTypes, async ({ params, body, session, traceparent }) => {
    const listing = await transact(async (sql, publish) => {
      const { permission } = contracts.orderTicketTypes;
      const event = eventFor(session.accountId, permission, await lockEvent(sql, params.id));
      const [all, images] = await Promise.all([
        readTicketTypes(sql, event.id),
        readImages(sql, [event.imageUrl]),
      ]);
      assertNotCancelled(event);
      const ordered = inOrder(notDeleted(all), body.ticketTypeIds);
      if (!ordered) throw changedMeanwhile(['ticketTypeIds'], toListing(event, all, images));
      const moved = ordered.flatMap((type, index) =>
        type.position === index + 1 ? [] : [changed(type, { position: index + 1 })],
      );
      await writeTicketTypes(sql, moved);
      const time = clock.now();
      publish(
        ...moved.map((type) => ticketTypeMessage(type, event.currency, { time, traceparent })),
      );
      return toListing(event, await readTicketTypes(sql, event.id), images);
    });
    await listings.renew(params.id);
    return { status: 200, body: listing };
  });
