/** Judges one order by the records of the three services. No I/O. */

export interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly payment_id: string | null;
  /** Minor units, as text: they may be large. */
  readonly total: string;
  readonly currency: string;
  readonly lines: readonly { readonly ticketTypeId: string; readonly quantity: number }[];
  readonly refunds: readonly {
    readonly paymentId: string;
    readonly amount: { readonly amount: number; readonly currency: string };
    readonly reason: string;
    readonly refundedAt: string | null;
  }[];
}

/** The tickets of one type that an order has and that are not void. */
export interface TicketsRow {
  /** The order. */
  readonly id: string;
  readonly ticket_type_id: string;
  readonly tickets: number;
}

/** A payment that was captured, here or at the provider, with the provider's own record of it. */
export interface PaymentRow {
  /** The order. */
  readonly id: string;
  readonly payment_id: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  /** Null: this provider's books are not in the database. */
  readonly charge: {
    readonly captured: boolean;
    readonly refunded: boolean;
    readonly amount: string;
    readonly currency: string;
  } | null;
}

export interface Purchase {
  readonly orderId: string;
  /** Undefined: the order does not exist or was never paid. */
  readonly order: OrderRow | undefined;
  readonly tickets: readonly TicketsRow[];
  readonly payments: readonly PaymentRow[];
}

/** A contradiction between records. The same one has the same `kind` at every check. */
export interface Contradiction {
  readonly kind: string;
  readonly text: string;
  readonly ids: readonly string[];
}

const named = ({ orderId, order }: Purchase) =>
  order ? `order ${orderId} (${order.status})` : `order ${orderId}, which does not exist`;

export const money = (amount: string | number, currency: string) =>
  `${amount} ${currency} (minor units)`;

/** A paid order has exactly its tickets, any other none. */
export function judgeTickets(purchase: Purchase): Contradiction[] {
  const { orderId, order, tickets } = purchase;
  const due = new Map<string, number>();
  for (const line of order?.status === 'paid' ? order.lines : []) {
    due.set(line.ticketTypeId, (due.get(line.ticketTypeId) ?? 0) + line.quantity);
  }
  const given = new Map(tickets.map((row) => [row.ticket_type_id, row.tickets]));
  const found: Contradiction[] = [];
  for (const typeId of new Set([...due.keys(), ...given.keys()])) {
    const [has, should] = [given.get(typeId) ?? 0, due.get(typeId) ?? 0];
    if (has === should) continue;
    found.push({
      kind: `tickets of ${typeId}`,
      text: `There are ${has} tickets instead of ${should} of type ${typeId} for ${named(purchase)}.`,
      ids: [orderId, typeId],
    });
  }
  return found;
}

/** Each captured payment bought its order or goes back; each paid order has its payment. */
export function judgeMoney(purchase: Purchase): Contradiction[] {
  const { orderId, order, payments } = purchase;
  const found: Contradiction[] = [];
  const add = (paymentId: string, kind: string, text: string) =>
    found.push({ kind: `${kind} ${paymentId}`, text, ids: [paymentId, orderId] });
  const captured = new Set<string>();

  for (const payment of payments) {
    const id = payment.payment_id;
    const said = saidByProvider(payment);
    if (said) add(id, 'provider', `Payment ${id} of order ${orderId}: ${said}.`);
    if (!isCaptured(payment)) continue;
    captured.add(id);
    const wrong = whyUnaccounted(payment, purchase);
    if (wrong) add(id, wrong.kind, wrong.text);
  }
  if (order?.status === 'paid' && order.total !== '0' && !captured.has(order.payment_id ?? '')) {
    const text = `Order ${orderId} is paid by payment ${order.payment_id}, which was not captured for it.`;
    add(order.payment_id ?? '', 'not captured', text);
  }
  for (const { paymentId } of order?.refunds ?? []) {
    if (captured.has(paymentId)) continue;
    const text = `Order ${orderId} refunds payment ${paymentId}, which was not captured for it.`;
    add(paymentId, 'refund of nothing', text);
  }
  return found;
}

export const isCaptured = ({ status }: PaymentRow) =>
  status === 'captured' || status === 'refunded';

/** What is wrong with a captured payment; undefined when nothing is. */
function whyUnaccounted(
  payment: PaymentRow,
  purchase: Purchase,
): { kind: string; text: string } | undefined {
  const { payment_id: id, status, amount, currency } = payment;
  const { order } = purchase;
  const of = `Payment ${id} (${money(amount, currency)}) of ${named(purchase)}`;
  const bought = order?.status === 'paid' && order.payment_id === id;
  const refunds = order?.refunds.filter((refund) => refund.paymentId === id) ?? [];
  const [refund] = refunds;

  if (bought && refund) return { kind: 'both', text: `${of} bought it and was also refunded.` };
  if (refunds.length > 1)
    return { kind: 'refunds', text: `${of} is refunded ${refunds.length} times.` };
  if (bought) {
    if (status === 'refunded')
      return { kind: 'given back', text: `${of} bought it, but the money went back.` };
    return amount === order.total && currency === order.currency
      ? undefined
      : {
          kind: 'amount',
          text: `${of} bought it for a total of ${money(order.total, order.currency)}.`,
        };
  }
  if (!refund) {
    return status === 'refunded'
      ? { kind: 'unexplained', text: `${of} went back, but the order does not say why.` }
      : { kind: 'unexplained', text: `${of} bought nothing and is not refunded.` };
  }
  if (String(refund.amount.amount) !== amount || refund.amount.currency !== currency) {
    return {
      kind: 'refund amount',
      text: `${of} is refunded with ${money(refund.amount.amount, refund.amount.currency)}.`,
    };
  }
  if (status === 'captured') {
    return {
      kind: 'refund not done',
      text: `${of} is due for a refund (${refund.reason}), but was not refunded.`,
    };
  }
  return refund.refundedAt === null
    ? {
        kind: 'refund not told',
        text: `${of} was refunded (${refund.reason}), but the order does not know.`,
      }
    : undefined;
}

/** How the provider's own books differ. */
function saidByProvider(payment: PaymentRow): string | undefined {
  const { charge, status, amount, currency } = payment;
  if (!charge) return undefined;
  const here = money(amount, currency);
  const there = money(charge.amount, charge.currency);
  if (charge.captured !== isCaptured(payment)) {
    return charge.captured
      ? `the provider took ${there}, but here it is ${status}`
      : `here it is ${status} (${here}), but the provider took nothing`;
  }
  if (here !== there) return `the provider took ${there}, but here it is ${here}`;
  if (charge.refunded !== (status === 'refunded')) {
    return charge.refunded
      ? `the provider gave the money back, but here it is ${status}`
      : 'here it is refunded, but the provider did not give the money back';
  }
  return undefined;
}
