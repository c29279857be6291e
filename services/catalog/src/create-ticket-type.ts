import * as contracts from '@onsale/contracts/catalog/http';
import { ticketTypeCreated } from '@onsale/contracts/catalog/messages';
import { conflict, invalid, newId, newMessage, route } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { assertOrganiser } from './own-event.js';
import { lockEvent } from './store-events.js';
import { readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import { toTicketType, toTicketTypeState } from './ticket-type.js';
import { checkTicketTypeDetails } from './ticket-type-details.js';

const maxTicketTypes = 20;
const defaultPerPersonLimit = 10;

/** `POST /api/events/:id/ticket-types` */
export const createTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.createTicketType, async ({ params, body, session, traceparent }) => {
    const created = await transact(async (sql, publish) => {
      const event = assertOrganiser(await lockEvent(sql, params.id), session.accountId);
      if (event.status === 'cancelled') {
        throw conflict('event_cancelled', 'The event is cancelled; it sells nothing any more.');
      }
      const { perOrderLimit = defaultPerPersonLimit, ...written } = body;
      const details = {
        description: '',
        perPersonLimit: perOrderLimit,
        salesOpenAt: null,
        salesCloseAt: null,
        ...written,
        price: body.price.amount,
      };
      const checked = checkTicketTypeDetails(details, body.price.currency, event.currency);
      if ('errors' in checked) throw invalid(...checked.errors);
      const known = await readTicketTypes(sql, event.id);
      if (known.length >= maxTicketTypes) {
        throw conflict(
          'too_many_ticket_types',
          `An event can have ${maxTicketTypes} ticket types. Change one that is there.`,
        );
      }
      const type = { ...checked.value, id: newId(), eventId: event.id, version: 1 };
      await writeTicketTypes(sql, [type]);
      const data = toTicketTypeState(type, event.currency);
      const time = clock.now();
      publish(newMessage(ticketTypeCreated, { subject: type.id, time, data, traceparent }));
      return toTicketType(type, event.currency);
    });
    await listings.renew(params.id);
    return { status: 201, body: created };
  });
