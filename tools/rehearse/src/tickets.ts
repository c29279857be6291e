import type { Order } from '@onsale/contracts/orders/http';
import type { Buyer, Rush } from './buyer.js';
import { newSample } from './observations.js';

/** After the end of a hold, a payment is decided and carried out within this. */
const settleMs = 60_000;

/**
 * A buyer who has paid looks again and again, until the tickets are there, the money is back, or
 * the payment has failed, so that nothing was charged.
 * @param counted whether their outcome counts in the verdict
 * @returns 'failed' when there is still time to pay again
 */
export async function watchTickets(
  rush: Rush,
  order: Order,
  { way, cookie, ends }: Buyer,
  counted: boolean,
): Promise<'done' | 'failed'> {
  const { plan, record, pauses } = rush;
  const sampled = counted ? record.sampled : newSample();
  const paidMs = performance.now();
  const holdMs = Date.parse(order.expiresAt) - Date.parse(order.placedAt);
  const due = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  let answered = true;
  for (let looks = 0; ; looks++) {
    await pauses.wait(way.pauseBeforeLook(looks));
    if (pauses.ended) break;
    const news = await way.look(order);
    if (news?.tickets?.length === due) {
      const ms = performance.now() - paidMs;
      record.toTickets.record(ms);
      record.waitedMs.tickets += ms;
      sampled.withTickets += 1;
      if (counted) record.withTickets.push({ orderId: order.id, cookie });
      return 'done';
    }
    answered = news !== undefined;
    const now = news?.order;
    if (now !== undefined && now.refunds.length > 0) {
      sampled.refunded += 1;
      if (ends === 'pays') sampled.refundedInTime += 1;
      return 'done';
    }
    const paid = news?.payments ?? [];
    if (paid.length > 0 && paid.every(({ status }) => status === 'failed')) {
      // A process that dies between recording a payment and charging it charges nothing.
      if (!plan.crash) record.surprise(`the good card was not charged for order ${order.id}`);
      if (now?.status === 'pending') return 'failed';
      sampled.notCharged += 1;
      return 'done';
    }
    if (performance.now() - paidMs > holdMs + settleMs) break;
  }
  if (!pauses.ended && answered) sampled.without.push(order.id);
  else if (!pauses.ended) sampled.unanswered += 1;
  return 'done';
}
