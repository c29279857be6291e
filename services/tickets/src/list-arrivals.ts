import * as contracts from '@onsale/contracts/tickets/http';
import { assertMay, decodeIdCursor, route, type ServiceContext, toPage } from '@onsale/runtime';
import { toDoorTicket } from './door-entry.js';
import { readArrivals } from './store-door-log.js';
import { readEvent } from './store-events.js';
import { afterAllIds } from './store-tickets.js';

const defaultLimit = 20;

/** `GET /api/events/:id/door/log`, for organiser and staff. */
export const listArrivals = ({ database, clock }: Pick<ServiceContext, 'database' | 'clock'>) =>
  route(contracts.listArrivals, async ({ params, query, session }) => {
    const { accountId } = session;
    const event = await readEvent(database, params.id);
    assertMay(accountId, contracts.listArrivals.permission, event);
    const limit = query.limit ?? defaultLimit;
    const beforeId = decodeIdCursor(query.cursor) ?? afterAllIds;
    const arrivals = await readArrivals(database, params.id, {
      orderId: query.orderId,
      beforeId,
      limit: limit + 1,
    });
    const now = clock.now();
    const page = toPage(
      arrivals,
      limit,
      ({ entry, ticket }) => ({
        kind: entry.result === 'undone' ? ('undone' as const) : ('admitted' as const),
        at: entry.at.toISOString(),
        gate: entry.gate,
        byYou: entry.accountId === accountId,
        ticket: toDoorTicket(ticket, event, accountId, now),
      }),
      ({ id }) => [id],
    );
    return { status: 200, body: page };
  });
