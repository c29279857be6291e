import type { OrderState } from '@onsale/contracts/orders/messages';
import { createDatabase, type PostgresDatabase } from '@onsale/infra';
import { keepBusy } from '@onsale/load';
import { decideHold, holdTime } from '@onsale/orders/hold';
import { orderMessage } from '@onsale/orders/order';
import { nobody } from '@onsale/orders/person';
import { type Sale as HoldSale, saleOf } from '@onsale/orders/sale';
import { readEvents, readTicketTypes } from '@onsale/orders/store-catalogue';
import { insertOrders, type NewOrder, readOrdersByKey } from '@onsale/orders/store-orders';
import { readPersons } from '@onsale/orders/store-persons';
import { lockStockOfEvents, writeStock } from '@onsale/orders/store-stock';
import { createLogger, newId } from '@onsale/runtime';
import { countOrders } from '../invariants.js';
import type { Part } from '../part.js';
import type { Sale } from '../sale.js';
import type { Stage } from '../stage.js';

/** As many holds as the service puts into one batch, and as many batches under way. */
const batchSize = 500;
const inFlight = 2;
const ordersPerMs = 10;
const holdMs = 15 * 60_000;
const abandonedOrders = 6;

interface Batch {
  readonly placed: readonly NewOrder[];
  readonly quantity: number;
  /** What the outbox stores. */
  readonly messages: string;
}

/** The statements of batches of holds straight on the database: made before, only sent now. */
export const batchedSql: Part = {
  name: 'sql',
  title: 'Batched SQL alone',
  unit: 'holds/s',
  async measure(stage) {
    const { cluster, sales, sizes, signal } = stage;
    const databases = await cluster.copy('one', ['orders']);
    const url = databases.urls.orders as string;
    const log = createLogger('error');
    const limits = { maxConnections: inFlight, statementTimeoutMs: 15_000 };
    const database = createDatabase({ url, name: 'bench', log, ...limits });
    try {
      const count = Math.ceil((sizes.measureMs * ordersPerMs) / batchSize);
      const batches = await makeBatches(stage, database, count);
      await cluster.checkpoint();
      const startedMs = performance.now();
      const act = (index: number) => place(database, sales.hot, batches[index] as Batch);
      let begun = 0;
      await keepBusy(
        inFlight,
        async () => act(begun++),
        () => begun >= count || signal.aborted,
      );
      const seconds = (performance.now() - startedMs) / 1000;
      const written = await countOrders(cluster, url, [sales.hot.eventId]);
      const wanted = count * batchSize;
      return {
        figures: { perSecond: wanted / seconds, seconds },
        violations: written === wanted ? [] : [`${wanted} orders sent, and there are ${written}.`],
      };
    } finally {
      await database.close();
      await databases.drop();
    }
  },
};

async function makeBatches(
  { sales, random }: Stage,
  database: PostgresDatabase,
  count: number,
): Promise<Batch[]> {
  const { eventId } = sales.hot;
  const events = await readEvents(database, [eventId]);
  const sale = saleOf(events, (await readTicketTypes(database, [eventId])).values());
  const stock = await lockStockOfEvents(database, [eventId]);
  const make = (): OrderState => {
    const quantity = 1 + Math.floor(random() * 4);
    const request = requestFor(sales.hot, quantity);
    const buyer = { person: nobody, limits: { unpaidOrders: 3, abandonedOrders } };
    const time = holdTime(new Date(), holdMs);
    const decision = decideHold(request, buyer, stock, sale as HoldSale, time);
    if (decision instanceof Error) throw decision;
    return decision.order;
  };
  return Array.from({ length: count }, () => {
    const orders = Array.from({ length: batchSize }, make);
    const messages = orders.map((order) => JSON.stringify(orderMessage(order, new Date())));
    return {
      placed: orders.map((order) => ({
        order,
        idempotencyKey: newId(),
        requestDigest: order.orderId,
        unpaidSlot: 1,
      })),
      quantity: orders.reduce((sum, { lines }) => sum + (lines[0]?.quantity ?? 0), 0),
      messages: `[${messages.join(',')}]`,
    };
  });
}

function requestFor({ eventId, ticketTypeId }: Sale, quantity: number) {
  const accountId = newId();
  return {
    orderId: newId(),
    buyer: { accountId, name: 'Bench Buyer', email: `${accountId}@bench.invalid` },
    idempotencyKey: newId(),
    requestDigest: '',
    eventId,
    lines: [{ ticketTypeId, quantity }],
    traceparent: '',
  };
}

async function place(database: PostgresDatabase, sale: Sale, batch: Batch): Promise<void> {
  const { placed, quantity, messages } = batch;
  await database.transaction(async (sql) => {
    const [stock] = await Promise.all([
      lockStockOfEvents(sql, [sale.eventId]),
      readEvents(sql, [sale.eventId]),
      readTicketTypes(sql, [sale.eventId]),
      readOrdersByKey(
        sql,
        placed.map(({ order }) => order.buyer.accountId),
        placed.map(({ idempotencyKey }) => idempotencyKey),
      ),
      readPersons(
        sql,
        placed.map(({ order }) => ({
          accountId: order.buyer.accountId,
          eventId: sale.eventId,
        })),
        new Date(),
        abandonedOrders,
      ),
    ]);
    const changed = [...stock.values()].map((one) => ({
      ...one,
      available: one.available - quantity,
      held: one.held + quantity,
    }));
    writeStock(sql, changed);
    insertOrders(sql, placed);
    sql.send('insert into outbox (messages) values ($1)', [messages]);
  });
}
