import { hash } from 'node:crypto';
import * as contracts from '@onsale/contracts/orders/http';
import type { OrderState } from '@onsale/contracts/orders/messages';
import {
  coalesce,
  conflict,
  type Database,
  inBatches,
  invalid,
  newId,
  type Problem,
  route,
  type ServiceContext,
  type Sql,
} from '@onsale/runtime';
import { decideHold, type HoldRequest, type HoldTime, holdTime } from './hold.js';
import { countHolds } from './hold-metrics.js';
import type { KnownSales } from './known-sales.js';
import { orderMessage, stockMessage, toOrder } from './order.js';
import { freeSlot, nobody, type Person, type PersonLimits, withOrder } from './person.js';
import { type Sale, saleOf } from './sale.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';
import { readEvents, readTicketTypes } from './store-catalogue.js';
import { insertOrders, type KeyedOrder, type NewOrder, readOrdersByKey } from './store-orders.js';
import { readPersons, type Visit } from './store-persons.js';
import { lockStockOfEvents, writeStock } from './store-stock.js';

export type PlaceOrderContext = Pick<
  ServiceContext,
  'database' | 'transact' | 'clock' | 'metrics'
> & {
  readonly settings: PersonLimits & { readonly holdSeconds: number; readonly maxWaiting: number };
  readonly news: StockNews;
  readonly known: KnownSales;
};

const maxBatch = 500;

/** `POST /api/orders`: hold tickets, durable before the answer. */
export function placeOrder(context: PlaceOrderContext) {
  const { database, known, metrics, settings } = context;
  const counted = countHolds(metrics);
  const sizes = metrics.histogram('hold_batch_size', 'Holds in one transaction', batchBuckets);
  const hold = coalesce<HoldRequest, OrderState>({
    run: inBatches((requests, sent) => placeOrders(context, requests, sent)),
    maxBatch,
    maxQueue: settings.maxWaiting,
    // One queue per event, so that a rush for one event does not delay buyers of another.
    queueKey: (request) => request.eventId,
    onBatch: (size) => sizes.observe(size),
  });
  const findEarlier = coalesce<HoldRequest, OrderState | undefined>({
    run: (requests) => replayEarlier(database, requests),
    maxBatch,
    maxQueue: settings.maxWaiting,
  });

  return route(contracts.placeOrder, async ({ body, headers, session, traceparent, log }) => {
    const { eventId, lines } = body;
    if (new Set(lines.map((line) => line.ticketTypeId)).size < lines.length) {
      throw invalid({ field: 'lines', message: 'Name each ticket type once, with its quantity.' });
    }
    const request = {
      orderId: newId(),
      buyer: { accountId: session.accountId, name: session.name, email: session.email },
      idempotencyKey: headers['idempotency-key'],
      requestDigest: digestOf(body),
      eventId,
      lines,
      traceparent,
    };
    const order = await counted(request, async () => {
      const refusal = known.refusal(request);
      if (!refusal) return hold(request);
      // A retry with the key of an order gets the order, sold out or not.
      const earlier = await findEarlier(request);
      if (!earlier) throw refusal;
      return earlier;
    });
    log.info({ orderId: order.orderId, traceparent }, 'order placed');
    return { status: 201, body: toOrder(order) };
  });
}

const batchBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500];

const digestOf = (body: { eventId: string; lines: HoldRequest['lines'] }) =>
  hash(
    'sha256',
    JSON.stringify([
      body.eventId,
      body.lines.map((line) => [
        line.ticketTypeId,
        line.quantity,
        line.unitPrice?.amount,
        line.unitPrice?.currency,
      ]),
    ]),
    'base64url',
  );

const keyOf = ({ buyer, idempotencyKey }: Pick<HoldRequest, 'buyer' | 'idempotencyKey'>) =>
  `${buyer.accountId} ${idempotencyKey}`;

/** A batch of holds in one short transaction: lock the stock, decide in order, write what fits. */
async function placeOrders(
  { transact, clock, settings, news, known }: PlaceOrderContext,
  requests: readonly HoldRequest[],
  sent: () => void,
): Promise<(OrderState | Problem)[]> {
  const eventIds = [...new Set(requests.map((request) => request.eventId))];

  const { outcomes, changed, sale, stock } = await transact(async (sql, publish) => {
    // Sent together; each statement sees everything committed before the locks were granted. Locks
    // all stock of the events, so that a buyer cannot use one limit twice with two ticket types at
    // once.
    const [stock, events, ticketTypes, earlier, persons] = await Promise.all([
      lockStockOfEvents(sql, eventIds),
      readEvents(sql, eventIds),
      readTicketTypes(sql, eventIds),
      findOrders(sql, requests),
      readPersons(sql, visitsOf(requests), clock.now(), settings.abandonedOrders),
    ]);
    const now = clock.now();
    const sale = saleOf(events, ticketTypes.values());
    const time = holdTime(now, settings.holdSeconds * 1000);
    const state = { stock, sale, time, earlier, persons, limits: settings };
    const { outcomes, placed, touched } = decideAll(requests, state);
    const changed = writeStock(sql, touched);
    for (const one of changed) stock.set(one.poolId, one);
    insertOrders(sql, placed);
    publish(
      ...placed.map(({ order, traceparent }) => orderMessage(order, now, traceparent)),
      ...changed.map((one) => stockMessage(one, now)),
    );
    sent();
    return { outcomes, changed, sale, stock };
  });
  known.saw(sale, stock.values());
  news.changed(changed);
  return outcomes;
}

/** Each pair of buyer and event, once. */
function visitsOf(requests: readonly HoldRequest[]): Visit[] {
  const visits = new Map<string, Visit>();
  for (const { buyer, eventId } of requests) {
    const { accountId } = buyer;
    visits.set(`${accountId} ${eventId}`, { accountId, eventId });
  }
  return [...visits.values()];
}

/** For each request the earlier order with its key, if any. */
async function replayEarlier(
  database: Database,
  requests: readonly HoldRequest[],
): Promise<(OrderState | Problem | undefined)[]> {
  const earlier = await findOrders(database, requests);
  return requests.map((request) => {
    const order = earlier.get(keyOf(request));
    return order && replay(order, request);
  });
}

/** The orders that were placed under the keys of these requests. */
async function findOrders(
  sql: Sql,
  requests: readonly HoldRequest[],
): Promise<Map<string, KeyedOrder>> {
  const orders = await readOrdersByKey(
    sql,
    requests.map((request) => request.buyer.accountId),
    requests.map((request) => request.idempotencyKey),
  );
  return new Map(orders.map((one) => [keyOf({ ...one, buyer: one.order.buyer }), one]));
}

/** The state that a batch decides on, updated by each decision. */
interface BatchState {
  readonly stock: Map<string, Stock>;
  readonly sale: Sale;
  readonly time: HoldTime;
  /** Earlier orders by key; each key places one order. */
  readonly earlier: Map<string, KeyedOrder>;
  /** By account. */
  readonly persons: Map<string, Person>;
  readonly limits: PersonLimits;
}

function decideAll(
  requests: readonly HoldRequest[],
  { stock, sale, time, earlier, persons, limits }: BatchState,
) {
  const placed: (NewOrder & { traceparent: string })[] = [];
  const touched = new Set<string>();

  const outcomes = requests.map((request) => {
    const key = keyOf(request);
    const known = earlier.get(key);
    if (known) return replay(known, request);
    const { accountId } = request.buyer;
    const person = persons.get(accountId) ?? nobody;
    const decision = decideHold(request, { person, limits }, stock, sale, time);
    if (decision instanceof Error) return decision;
    for (const after of decision.stock) {
      stock.set(after.poolId, after);
      touched.add(after.poolId);
    }
    const { order } = decision;
    const { idempotencyKey, requestDigest, traceparent } = request;
    const unpaidSlot = order.status === 'pending' ? freeSlot(person) : null;
    const hold = { idempotencyKey, requestDigest, traceparent, unpaidSlot, order };
    placed.push(hold);
    earlier.set(key, hold);
    persons.set(accountId, withOrder(person, order, unpaidSlot));
    return order;
  });
  const after = [...stock.values()].filter((one) => touched.has(one.poolId));
  return { outcomes, placed, touched: after };
}

/** The first answer for the key, whatever has happened to the order since. */
function replay({ order, requestDigest }: KeyedOrder, request: HoldRequest): OrderState | Problem {
  if (requestDigest !== request.requestDigest) {
    return conflict(
      'idempotency_key_reused',
      'This Idempotency-Key was used for another order. Use a new key for a new order.',
    );
  }
  const free = order.total.amount === 0;
  return {
    ...order,
    version: 1,
    status: free ? 'paid' : 'pending',
    paidAt: free ? order.placedAt : null,
    paymentId: null,
    refunds: [],
  };
}
