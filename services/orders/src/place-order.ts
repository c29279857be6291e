import { createHash } from 'node:crypto';
import * as contracts from '@onsale/contracts/orders/http';
import type { OrderState } from '@onsale/contracts/orders/messages';
import {
  coalesce,
  conflict,
  inBatches,
  invalid,
  newId,
  type Problem,
  route,
  type ServiceContext,
} from '@onsale/runtime';
import { decideHold, type HoldRequest, type Sale } from './hold.js';
import { orderMessage, stockMessage, toOrder } from './order.js';
import type { Stock } from './stock.js';
import type { StockNews } from './stock-news.js';
import { insertOrders, type KeyedOrder, readOrdersByKey } from './store-orders.js';
import { lockStock, readEvents, readTicketTypes, writeStock } from './store-stock.js';

export type PlaceOrderContext = Pick<ServiceContext, 'transact' | 'clock' | 'metrics'> & {
  readonly settings: { readonly holdSeconds: number; readonly maxWaiting: number };
  readonly news: StockNews;
};

const maxBatch = 500;

/** `POST /api/orders`: hold tickets, durable before the answer. */
export function placeOrder(context: PlaceOrderContext) {
  const hold = coalesce<HoldRequest, OrderState>({
    run: inBatches((requests) => placeOrders(context, requests)),
    maxBatch,
    maxQueue: context.settings.maxWaiting,
    onBatch: (size) =>
      context.metrics.observe('hold_batch_size', 'Holds in one transaction', size, batchBuckets),
  });

  return route(contracts.placeOrder, async ({ body, headers, session, traceparent, log }) => {
    const types = body.lines.map((line) => line.ticketTypeId);
    if (new Set(types).size < types.length) {
      throw invalid({ field: 'lines', message: 'Name each ticket type once, with its quantity.' });
    }
    const order = await hold({
      orderId: newId(),
      buyer: { accountId: session.accountId, name: session.name, email: session.email },
      idempotencyKey: headers['idempotency-key'],
      requestDigest: digestOf(body),
      eventId: body.eventId,
      lines: body.lines,
      traceparent,
    });
    log.info({ orderId: order.orderId, traceparent }, 'order placed');
    return { status: 201, body: toOrder(order) };
  });
}

const batchBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500];

const digestOf = (body: { eventId: string; lines: HoldRequest['lines'] }) =>
  createHash('sha256')
    .update(
      JSON.stringify([
        body.eventId,
        body.lines.map((line) => [
          line.ticketTypeId,
          line.quantity,
          line.unitPrice?.amount,
          line.unitPrice?.currency,
        ]),
      ]),
    )
    .digest('base64url');

const keyOf = (buyerId: string, idempotencyKey: string) => `${buyerId} ${idempotencyKey}`;

/** A batch of holds in one short transaction: lock the stock, decide in order, write what fits. */
async function placeOrders(
  { transact, clock, settings, news }: PlaceOrderContext,
  requests: readonly HoldRequest[],
): Promise<(OrderState | Problem)[]> {
  const ticketTypeIds = requests.flatMap((request) => request.lines.map((l) => l.ticketTypeId));
  const eventIds = [...new Set(requests.map((request) => request.eventId))];

  const { outcomes, changed } = await transact(async (sql, publish) => {
    // Sent together; each statement sees what was committed before the locks were granted.
    const [stock, events, ticketTypes, known] = await Promise.all([
      lockStock(sql, [...new Set(ticketTypeIds)]),
      readEvents(sql, eventIds),
      readTicketTypes(sql, eventIds),
      readOrdersByKey(
        sql,
        requests.map((request) => request.buyer.accountId),
        requests.map((request) => request.idempotencyKey),
      ),
    ]);
    const now = clock.now();
    const sale: Sale = { now, holdMs: settings.holdSeconds * 1000, events, ticketTypes };
    const { outcomes, placed, touched } = decideAll(requests, stock, sale, known);
    if (placed.length === 0) return { outcomes, changed: [] };

    const changed = writeStock(sql, touched);
    insertOrders(sql, placed);
    publish(
      ...placed.map(({ order, traceparent }) => orderMessage(order, now, traceparent)),
      ...changed.map((one) => stockMessage(one, now)),
    );
    return { outcomes, changed };
  });
  news.changed(changed);
  return outcomes;
}

function decideAll(
  requests: readonly HoldRequest[],
  stock: Map<string, Stock>,
  sale: Sale,
  known: readonly KeyedOrder[],
) {
  const byKey = new Map(
    known.map((one) => [keyOf(one.order.buyer.accountId, one.idempotencyKey), one]),
  );
  const placed: (KeyedOrder & { traceparent: string })[] = [];
  const touched = new Set<string>();

  const outcomes = requests.map((request) => {
    const key = keyOf(request.buyer.accountId, request.idempotencyKey);
    const earlier = byKey.get(key);
    if (earlier) return replay(earlier, request);
    const decision = decideHold(request, stock, sale);
    if (decision instanceof Error) return decision;
    for (const after of decision.stock) {
      stock.set(after.ticketTypeId, after);
      touched.add(after.ticketTypeId);
    }
    const { idempotencyKey, requestDigest, traceparent } = request;
    const hold = { idempotencyKey, requestDigest, traceparent, order: decision.order };
    placed.push(hold);
    byKey.set(key, hold);
    return decision.order;
  });
  const after = [...stock.values()].filter((one) => touched.has(one.ticketTypeId));
  return { outcomes, placed, touched: after };
}

/** The answer that was given then, whatever became of the order since. */
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
