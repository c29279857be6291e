import type { Payment } from '@onsale/contracts/payments/http';
import type { Api } from './api.js';
import type { Observations } from './observations.js';
import type { Pauses } from './pauses.js';
import { isWaitedFor, type Plan } from './plan.js';
import type { Watch } from './watch.js';

const lookEveryMs = 250;
/** How long nothing may change before it counts as settled. */
const stillMs = 1_500;
/** Beyond the time that holds and late payments take anyway. */
const limitMs = 120_000;
/** After the end of the hold a late payment comes within two seconds; then it is decided. */
const lateSettlesMs = 4_000;

/**
 * Waits until what the buyers have begun has ended: holds are paid or over, late payments decided,
 * every sold ticket issued.
 * @returns whether that was so in time
 */
export async function settle(
  watch: Watch,
  record: Observations,
  plan: Plan,
  pauses: Pauses,
): Promise<boolean> {
  const waitsForHolds = isWaitedFor(record.longestHoldMs);
  const lateMs = waitsForHolds && plan.payLatePercent > 0 ? record.lateUntilMs : 0;
  const givenUpMs = performance.now() + limitMs + (waitsForHolds ? record.longestHoldMs : 0);
  let changedMs = performance.now();
  let before = '';
  while (!pauses.ended) {
    const { orders, sold, issued } = await watch.look();
    const now = JSON.stringify([orders, sold, issued]);
    if (now !== before) changedMs = performance.now();
    before = now;
    const settled = issued === sold && (orders.pending === 0 || !waitsForHolds);
    const isLate = performance.now() < lateMs + lateSettlesMs;
    if (settled && !isLate && performance.now() - changedMs >= stillMs) return true;
    if (performance.now() > givenUpMs) return false;
    await pauses.wait(lookEveryMs);
  }
  return false;
}

/**
 * After the event was cancelled: waits until no order is pending or paid and no ticket is valid.
 * @returns whether that was so in time
 */
export async function settleCancelled(watch: Watch, pauses: Pauses): Promise<boolean> {
  for (const givenUpMs = performance.now() + limitMs; !pauses.ended; ) {
    const { orders, issued } = await watch.look();
    if (orders.pending === 0 && orders.paid === 0 && issued === 0) return true;
    if (performance.now() > givenUpMs) return false;
    await pauses.wait(lookEveryMs);
  }
  return false;
}

/** The slowest rate of refunds: milliseconds each. */
const refundMs = 20;

/**
 * After the event was cancelled: waits until each watched buyer who had tickets has the money back.
 * @returns how many do not have it in time
 */
export async function settleRefunds(
  api: Api,
  { withTickets, paid }: Observations,
  pauses: Pauses,
): Promise<number> {
  const givenUpMs = performance.now() + limitMs + refundMs * paid;
  const hasMoney = async ({ orderId, cookie }: Observations['withTickets'][number]) => {
    const path = `/api/payments?orderId=${orderId}`;
    const { items } = await api.call<{ items: Payment[] }>('GET', path, { headers: { cookie } });
    return items.every(({ status }) => status === 'refunded' || status === 'failed');
  };
  let without = 0;
  for (const buyer of withTickets) {
    while (!pauses.ended && !(await hasMoney(buyer))) {
      if (performance.now() > givenUpMs) {
        without += 1;
        break;
      }
      await pauses.wait(lookEveryMs);
    }
  }
  return without;
}
