import type { OrderState } from '@onsale/contracts/orders/messages';
import { type Metrics, Problem } from '@onsale/runtime';
import type { HoldRequest } from './hold.js';

/** What became of the holds that buyers asked for. @returns does `place` and counts its outcome */
export function countHolds(metrics: Metrics) {
  const holds = metrics.counters(
    'holds_total',
    'Holds given: placed now, or replayed by their key',
    ['outcome'],
  );
  const refusals = metrics.counters('hold_refusals_total', 'Holds refused, by the code of why', [
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
