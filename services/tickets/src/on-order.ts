import { heard } from '@onsale/contracts/heard';
import type { ReadMessageOf } from '@onsale/contracts/message';
import { factsBetween } from '@onsale/contracts/orders/facts';
import type { OrderState } from '@onsale/contracts/orders/messages';
import type { AsRead } from '@onsale/contracts/tolerance';
import {
  follow,
  latestBySubject,
  type ServiceContext,
  type Subscription,
  subscription,
} from '@onsale/runtime';
import { issueTickets } from './issue.js';
import { newShortCode } from './new-codes.js';
import { advanceOrders } from './store-orders.js';
import { voidTickets } from './store-tickets.js';
import { type Ticket, ticketMessage } from './ticket.js';

type OrderMessage = ReadMessageOf<(typeof heard)[typeof name][number]>;
type Context = Pick<ServiceContext, 'transact' | 'clock' | 'log' | 'metrics' | 'waits'>;

const maxTicketsATransaction = 2_000;
const loggedTickets = 50;

const name = 'tickets.order';

/**
 * Issues the tickets of paid orders and voids those of refunded ones. Each happens once, even if
 * messages arrive twice or late, or a later state replaces an earlier one.
 */
export function onOrder(context: Context): Subscription {
  const issuedTotal = context.metrics.counter('tickets_issued_total', 'Tickets issued');
  const voidedTotal = context.metrics.counter('tickets_voided_total', 'Tickets voided');
  return subscription({
    name,
    to: heard[name],
    async handle(messages) {
      const ofInterest = messages.filter(({ data }) => statusOf(data) !== undefined);
      for (const batch of batchesOf(latestBySubject(ofInterest))) {
        const { issued, voided } = await followOrders(context, batch);
        context.waits.changed([...new Set(issued.map(({ orderId }) => orderId))]);
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
  });
}

/**
 * The status to act on; undefined: none. An order with a status that this release does not know
 * counts as paid if it has a time of payment, and its tickets stay as they are.
 */
function statusOf({ status, paidAt }: AsRead<OrderState>): 'paid' | 'refunded' | undefined {
  switch (status) {
    case 'paid':
      return 'paid';
    case 'refunded':
      return 'refunded';
    case 'pending':
    case 'expired':
    case 'cancelled':
      return undefined;
    default:
      return paidAt === null ? undefined : 'paid';
  }
}

/** Splits messages to bound each transaction; never splits an order. */
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
    const keep = (order: AsRead<OrderState>) => ({ status: statusOf(order) ?? 'paid' });
    const [fresh, steps] = await Promise.all([
      // The previous release may have followed an order further.
      advanceOrders(
        sql,
        messages.map(({ data }) => ({ ...data, ...keep(data) })),
      ),
      follow(sql, name, messages, keep),
    ]);
    const news = steps
      .filter(({ message }) => fresh.has(message.subject))
      .map(({ message: { data: order }, before }) => {
        const facts = factsBetween(before, keep(order)).map(({ fact }) => fact);
        return { order, isPaid: facts.includes('paid'), isRefunded: facts.includes('refunded') };
      });
    const now = clock.now();

    // An order whose first known state is refunded never had tickets.
    const paid = news.filter(({ isPaid, isRefunded }) => isPaid && !isRefunded);
    const issued = await issueTickets(
      sql,
      paid.map(({ order }) => order),
      now,
      newShortCode,
    );
    const refunded = news.filter(({ isRefunded }) => isRefunded);
    const voided = await voidTickets(
      sql,
      refunded.map(({ order }) => order.orderId),
    );
    publish(
      ...[...issued, ...voided].map((ticket) =>
        ticketMessage(ticket, now, traces.get(ticket.orderId)),
      ),
    );
    return { issued, voided };
  });
}
