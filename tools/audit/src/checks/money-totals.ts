import { isCaptured, type OrderRow, type PaymentRow } from './purchase.js';

interface Totals {
  captured: bigint;
  refunded: bigint;
  paid: bigint;
}

/** Adds up, per currency: captured − refunded = paid orders. */
export function createMoneyTotals() {
  const byCurrency = new Map<string, Totals>();
  const of = (currency: string) => {
    let totals = byCurrency.get(currency);
    if (!totals) {
      totals = { captured: 0n, refunded: 0n, paid: 0n };
      byCurrency.set(currency, totals);
    }
    return totals;
  };
  return {
    add(order: OrderRow | undefined, payments: readonly PaymentRow[]): void {
      if (order?.status === 'paid') of(order.currency).paid += BigInt(order.total);
      for (const payment of payments) {
        if (!isCaptured(payment)) continue;
        const totals = of(payment.currency);
        totals.captured += BigInt(payment.amount);
        if (payment.status === 'refunded') totals.refunded += BigInt(payment.amount);
      }
    },
    /** Parts of the rule's line, one per currency, at one moment: work in progress is included. */
    text(): string {
      return [...byCurrency]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, { captured, refunded, paid }]) => {
          const net = captured - refunded;
          const equals = net === paid ? `= ${paid}` : `= ${net}, ${paid} at that moment for`;
          return `; ${currency}: ${captured} captured − ${refunded} refunded ${equals} paid orders (minor units)`;
        })
        .join('');
    },
  };
}
