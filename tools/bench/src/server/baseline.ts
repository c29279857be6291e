import { createHash } from 'node:crypto';
import * as contracts from '@onsale/contracts/orders/http';
import { decideHold, holdTime } from '@onsale/orders/hold';
import { orderMessage, stockMessage, toOrder } from '@onsale/orders/order';
import { freeSlot, nobody } from '@onsale/orders/person';
import { saleOf } from '@onsale/orders/sale';
import { readEvents, readTicketTypes } from '@onsale/orders/store-catalogue';
import { insertOrders, readOrdersByKey } from '@onsale/orders/store-orders';
import { readPersons } from '@onsale/orders/store-persons';
import { lockStockOfEvents, writeStock } from '@onsale/orders/store-stock';
import { defineService, newId, Problem, route } from '@onsale/runtime';

const holdMs = 15 * 60_000;
const limits = { unpaidOrders: 3, abandonedOrders: 6 };

/**
 * The same service, well written in the ordinary way: each request in a transaction of its own, on
 * a pool of connections. Same tables, same statements, same outbox, same answer.
 */
export const baseline = defineService({
  name: 'baseline',
  migrations: new URL('.', import.meta.url), // it has the tables of orders
  settings: {},
  setup({ transact, clock }) {
    return {
      routes: [
        route(contracts.placeOrder, async ({ body, headers, session, traceparent, log }) => {
          const idempotencyKey = headers['idempotency-key'];
          const requestDigest = createHash('sha256')
            .update(JSON.stringify(body))
            .digest('base64url');
          const request = {
            orderId: newId(),
            buyer: { accountId: session.accountId, name: session.name, email: session.email },
            idempotencyKey,
            requestDigest,
            eventId: body.eventId,
            lines: body.lines,
            traceparent,
          };
          const order = await transact(async (sql, publish) => {
            const { accountId } = session;
            const [stock, events, ticketTypes, earlier, persons] = await Promise.all([
              lockStockOfEvents(sql, [body.eventId]),
              readEvents(sql, [body.eventId]),
              readTicketTypes(sql, [body.eventId]),
              readOrdersByKey(sql, [accountId], [idempotencyKey]),
              readPersons(
                sql,
                [{ accountId, eventId: body.eventId }],
                clock.now(),
                limits.abandonedOrders,
              ),
            ]);
            if (earlier[0]) return earlier[0].order;
            const now = clock.now();
            const sale = saleOf(events, ticketTypes.values());
            const person = persons.get(accountId) ?? nobody;
            const time = holdTime(now, holdMs);
            const decision = decideHold(request, { person, limits }, stock, sale, time);
            if (decision instanceof Problem) throw decision;
            const unpaidSlot = decision.order.status === 'pending' ? freeSlot(person) : null;
            const placed = { idempotencyKey, requestDigest, unpaidSlot, order: decision.order };
            const changed = writeStock(sql, decision.stock);
            insertOrders(sql, [placed]);
            publish(
              orderMessage(decision.order, now, traceparent),
              ...changed.map((one) => stockMessage(one, now)),
            );
            return decision.order;
          });
          log.info({ orderId: order.orderId, traceparent }, 'order placed');
          return { status: 201, body: toOrder(order) };
        }),
      ],
    };
  },
});
