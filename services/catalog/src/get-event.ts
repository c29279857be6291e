import * as contracts from '@onsale/contracts/catalog/http';
import { notFound, route, type ServiceContext } from '@onsale/runtime';
import { isVisibleTo, toListing } from './event.js';
import { readEvent } from './store-events.js';
import { readTicketTypes } from './store-ticket-types.js';

/** `GET /api/events/:id` */
export const getEvent = ({ database }: Pick<ServiceContext, 'database'>) =>
  route(contracts.getEvent, async ({ params, session }) => {
    const [event, ticketTypes] = await Promise.all([
      readEvent(database, params.id),
      readTicketTypes(database, params.id),
    ]);
    if (!event || !isVisibleTo(event, session?.accountId)) throw notFound('event');
    return { status: 200, body: toListing(event, ticketTypes) };
  });
