import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPaid, orderRefunded } from '@onsale/contracts/orders/messages';
import { latestBySubject, type ServiceContext, type Subscription } from '@onsale/runtime';
import { issueTickets } from './issue.js';
import { newShortCode } from './new-codes.js';
import { advanceOrders } from './store-orders.js';
import { voidTickets } from './store-tickets.js';
import { type Ticket, ticketMessage } from './ticket.js';

type OrderMessage = Message<string, OrderState>;
type Context = Pick<ServiceContext, 'transact' | 'clock' | 'log' | 'metrics'>;

const maxTicketsATransaction = 2_000;
const loggedTickets = 50;

/**
 * A paid order gets its tickets, a refunded one loses them. The order's version decides which
 * came last, so duplicates, reordering and restarts issue nothing twice.
 */
export function onOrder(context: Context): Subscription {
  const issuedTotal = context.metrics.counter('tickets_issued_total', 'Tickets issued');
  const voidedTotal = context.metrics.counter('tickets_voided_total', 'Tickets voided');
  return {
    name: 'tickets.order',
    types: [orderPaid.type, orderRefunded.type],
    async handle(messages) {
      for (const batch of batchesOf(latestBySubject(messages as OrderMessage[]))) {
        const { issued, voided } = await followOrders(context, batch);
        issuedTotal.add(issued.length);
        voidedTotal.add(voided.length);
        const tickets = [...issued, ...voided].slice(0, loggedTickets);
        context.log.info(
          {
            issued: issued.length,
            voided: voided.length,
            tickets: tickets.map(({ ticketId, orderId, status }) => ({
              ticketId,
              orderId,
              status,
            })),
          },
          'tickets issued and voided',
        );
      }
    },
  };
}

/** Splits so that no transaction grows without bound; an order is never split. */
function batchesOf(messages: readonly OrderMessage[]): OrderMessage[][] {
  const batches: OrderMessage[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const tickets = message.data.lines.reduce((sum, line) => sum + line.quantity, 0);
    if (size + tickets > maxTicketsATransaction) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(message);
    size += tickets;
  }
  return batches;
}

async function followOrders(
  { transact, clock }: Context,
  messages: readonly OrderMessage[],
): Promise<{ issued: Ticket[]; voided: Ticket[] }> {
  const traces = new Map(messages.map((message) => [message.subject, message.traceparent]));
  return transact(async (sql, publish) => {
    const orders = messages.map((message) => message.data);
    const fresh = await advanceOrders(sql, orders);
    const news = orders.filter((order) => fresh.has(order.orderId));
    const now = clock.now();

    const paid = news.filter((order) => order.status === 'paid');
    const issued = await issueTickets(sql, paid, now, newShortCode);
    const refunded = news.filter((order) => order.status === 'refunded');
    const voided = await voidTickets(
      sql,
      refunded.map((order) => order.orderId),
    );
    publish(
      ...[...issued, ...voided].map((ticket) =>
        ticketMessage(ticket, now, traces.get(ticket.orderId)),
      ),
    );
    return { issued, voided };
  });
}
