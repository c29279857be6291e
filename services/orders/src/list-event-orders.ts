import * as contracts from '@onsale/contracts/orders/http';
import {
  assertMay,
  type Database,
  decodeIdCursor,
  findPersons,
  personWords,
  route,
  type SearchInTurn,
  toPage,
} from '@onsale/runtime';
import { toEventOrder } from './order.js';
import { readEventFacts } from './store-catalogue.js';
import { listOrdersOfEvent } from './store-orders.js';

const defaultLimit = 20;

/** `GET /api/events/:id/orders`, for the event's organiser. */
export const listEventOrders = (database: Database, searchInTurn: SearchInTurn) =>
  route(contracts.listEventOrders, async ({ params, query, session }) => {
    const event = await readEventFacts(database, params.id);
    assertMay(session.accountId, contracts.listEventOrders.permission, event);
    const limit = query.limit ?? defaultLimit;
    const words = personWords(query.q ?? '');
    const page = {
      status: query.status,
      words,
      beforeId: decodeIdCursor(query.cursor),
      limit: limit + 1,
    };
    const find = () =>
      findPersons(words, (slips) => listOrdersOfEvent(database, params.id, { ...page, slips }));
    const orders = await (words.length > 0 ? searchInTurn(session.accountId, find) : find());
    return { status: 200, body: toPage(orders, limit, toEventOrder, (order) => [order.orderId]) };
  });
