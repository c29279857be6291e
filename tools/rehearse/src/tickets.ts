import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import { askUntilAnswered } from './ask.js';
import type { Buyer, Rush } from './buyer.js';

const lookEveryMs = 200;
/** After the end of a hold, a payment is decided and carried out within this. */
const settleMs = 60_000;

/**
 * A buyer who has paid looks again and again, until the tickets are there, the money is back, or
 * the payment has failed, so that nothing was charged.
 * @returns 'failed' when there is still time to pay again
 */
export async function watchTickets(
  rush: Rush,
  order: Order,
  { headers, random, ends }: Buyer,
): Promise<'done' | 'failed'> {
  const { plan, record, pauses } = rush;
  const paidMs = performance.now();
  const holdMs = Date.parse(order.expiresAt) - Date.parse(order.placedAt);
  const due = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const read = async <T>(path: string): Promise<T | undefined> => {
    const reply = await askUntilAnswered(rush, 'tickets', { method: 'GET', path, headers }, random);
    return reply?.status === 200 ? (JSON.parse(reply.body) as T) : undefined;
  };
  let answered = true;
  for (let waitMs = lookEveryMs; !pauses.ended; waitMs = Math.min(waitMs * 1.5, 2_000)) {
    const tickets = await read<{ items: object[] }>(`/api/tickets?orderId=${order.id}`);
    if (tickets?.items.length === due) {
      record.toTickets.record(performance.now() - paidMs);
      record.sampled.withTickets += 1;
      record.withTickets.push({ orderId: order.id, cookie: headers.cookie });
      return 'done';
    }
    answered = tickets !== undefined;
    const now = await read<Order>(`/api/orders/${order.id}`);
    if (now !== undefined && now.refunds.length > 0) {
      record.sampled.refunded += 1;
      if (ends === 'pays') record.sampled.refundedInTime += 1;
      return 'done';
    }
    const paid = await read<{ items: Payment[] }>(`/api/payments?orderId=${order.id}`);
    if (paid && paid.items.length > 0 && paid.items.every(({ status }) => status === 'failed')) {
      // A process that dies between recording a payment and charging it charges nothing.
      if (!plan.crash) record.surprise(`the good card was not charged for order ${order.id}`);
      if (now?.status === 'pending') return 'failed';
      record.sampled.notCharged += 1;
      return 'done';
    }
    if (performance.now() - paidMs > holdMs + settleMs) break;
    await pauses.wait(waitMs);
  }
  if (!pauses.ended && answered) record.sampled.without.push(order.id);
  else if (!pauses.ended) record.sampled.unanswered += 1;
  return 'done';
}
