import * as contracts from '@onsale/contracts/catalog/http';
import { amounts } from '@onsale/contracts/limits';
import { conflict, invalid, newId, route } from '@onsale/runtime';
import { assertNotCancelled, type ChangeContext } from './change-event.js';
import { eventFor } from './event-for.js';
import { changed, unchanged } from './field-versions.js';
import { findPoolErrors } from './shared-places.js';
import { lockEvent } from './store-events.js';
import { readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import {
  notDeleted,
  type TicketTypeRecord,
  ticketTypeMessage,
  toTicketType,
} from './ticket-type.js';
import { checkTicketTypeDetails } from './ticket-type-details.js';

const maxTicketTypes = amounts.ticketTypesOfEvent.max;
const maxEverMade = amounts.ticketTypesEver.max;
const defaultPerPersonLimit = 10;

/** `POST /api/events/:id/ticket-types` */
export const createTicketType = ({ transact, clock, listings }: ChangeContext) =>
  route(contracts.createTicketType, async ({ params, body, session, traceparent }) => {
    const { accountId } = session;
    const created = await transact(async (sql, publish) => {
      const event = eventFor(
        accountId,
        contracts.createTicketType.permission,
        await lockEvent(sql, params.id),
      );
      assertNotCancelled(event);
      const { perOrderLimit = defaultPerPersonLimit, ...written } = body;
      const details = {
        description: '',
        perPersonLimit: perOrderLimit,
        minPerOrder: 1,
        salesOpenAt: null,
        salesCloseAt: null,
        poolId: null,
        poolLimit: null,
        status: 'active' as const,
        ...written,
        capacity: body.capacity ?? 0,
        price: body.price.amount,
      };
      const checked = checkTicketTypeDetails(details, body.price.currency, event);
      if ('errors' in checked) throw invalid(...checked.errors);
      const known = await readTicketTypes(sql, event.id);
      const blank = {
        id: newId(),
        eventId: event.id,
        version: 0,
        fieldVersions: unchanged,
        position: Math.max(0, ...known.map((one) => one.position)),
      };
      const type = changed<TicketTypeRecord>({ ...checked.value, ...blank }, {});
      const errors = findPoolErrors(type, notDeleted(known));
      if (type.poolId === null && body.capacity === undefined) {
        errors.push({ field: 'capacity', message: 'Enter how many tickets there are.' });
      }
      if (errors.length > 0) throw invalid(...errors);
      if (notDeleted(known).length >= maxTicketTypes)
        throw tooMany(`${maxTicketTypes} ticket types`);
      if (known.length >= maxEverMade)
        throw tooMany(`${maxEverMade} ticket types, deleted ones too`);
      await writeTicketTypes(sql, [type]);
      publish(ticketTypeMessage(type, event.currency, { time: clock.now(), traceparent }));
      return toTicketType(type, [...known, type], event.currency);
    });
    await listings.renew(params.id);
    return { status: 201, body: created };
  });

const tooMany = (most: string) =>
  conflict('too_many_ticket_types', `An event can have up to ${most}. Change an existing one.`);
