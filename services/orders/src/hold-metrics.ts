import type { OrderState } from '@onsale/contracts/orders/messages';
import { type Metrics, Problem } from '@onsale/runtime';
import type { HoldRequest } from './hold.js';

/**
 * Adds metrics for the outcomes of holds.
 * @returns a function that runs `place` and counts its outcome
 */
export function countHolds(metrics: Metrics) {
  const holds = metrics.counters(
    'holds_total',
    'Successful holds: placed, or replayed by their key',
    ['outcome'],
  );
  const refusals = metrics.counters('hold_refusals_total', 'Refused holds, by problem code', [
    'reason',
  ]);
  const placed = holds('placed');
  const replayed = holds('replayed');

  return async (request: HoldRequest, place: () => Promise<OrderState>): Promise<OrderState> => {
    try {
      const order = await place();
      (order.orderId === request.orderId ? placed : replayed).add();
      return order;
    } catch (error) {
      refusals(error instanceof Problem ? error.code : 'internal').add();
      throw error;
    }
  };
}
