import type { Message } from '@onsale/contracts/message';
import { type OrderState, orderPaid, orderRefunded } from '@onsale/contracts/orders/messages';
import { newId, newMessage } from '@onsale/runtime';

/** An invented order, and its expected final state. */
export interface MadeOrder {
  readonly orderId: string;
  readonly quantity: number;
  /** `late`: paid arrives again after the refund. `early`: the refund precedes the payment. */
  readonly kind: 'paid' | 'paid twice' | 'refunded late' | 'refunded early';
}

/** Ten orders: most are paid once, and each kind of duplicate and disorder is included. */
const kinds: readonly MadeOrder['kind'][] = [
  ...(['refunded late', 'paid', 'paid twice', 'paid', 'refunded early'] as const),
  ...(['paid', 'paid', 'paid twice', 'paid', 'paid'] as const),
];
const messagesOf = { paid: 1, 'paid twice': 2, 'refunded late': 3, 'refunded early': 2 } as const;
const perTen = kinds.reduce((sum, kind) => sum + messagesOf[kind], 0);

const [paidVersion, refundedVersion] = [2, 3];
const batchSize = 500;

/** The number of orders that have about this many messages. */
export const makeOrders = (messages: number): MadeOrder[] =>
  Array.from({ length: Math.ceil((messages / perTen) * kinds.length) }, (_, index) => ({
    orderId: newId(),
    quantity: 1 + (index % 3),
    kind: kinds[index % kinds.length] as MadeOrder['kind'],
  }));

export const isRefunded = ({ kind }: MadeOrder): boolean => kind.startsWith('refunded');

/** The version that every consumer must have in the end. */
export const lastVersion = (order: MadeOrder): number =>
  isRefunded(order) ? refundedVersion : paidVersion;

/** The messages of `orders` about them, in batches; repeated ones come after all the others. */
export function* messagesAbout(orders: readonly MadeOrder[], time: Date): Generator<Message[]> {
  const eventId = newId();
  const say = (contract: typeof orderPaid | typeof orderRefunded, order: MadeOrder): Message =>
    newMessage(contract, {
      subject: order.orderId,
      time,
      data: stateOf(order, contract === orderPaid ? 'paid' : 'refunded', eventId, time),
    });
  const of = (...chosen: MadeOrder['kind'][]) => orders.filter(({ kind }) => chosen.includes(kind));
  yield* batches(of('refunded early'), (order) => say(orderRefunded, order));
  yield* batches(orders, (order) => say(orderPaid, order));
  yield* batches(of('refunded late'), (order) => say(orderRefunded, order));
  yield* batches(of('refunded late', 'paid twice'), (order) => say(orderPaid, order));
}

function* batches(
  orders: readonly MadeOrder[],
  make: (order: MadeOrder) => Message,
): Generator<Message[]> {
  for (let at = 0; at < orders.length; at += batchSize) {
    yield orders.slice(at, at + batchSize).map(make);
  }
}

const currency = 'EUR';
const unitPrice = { amount: 1_000, currency };

function stateOf(
  { orderId, quantity }: MadeOrder,
  status: 'paid' | 'refunded',
  eventId: string,
  time: Date,
): OrderState {
  const at = time.toISOString();
  return {
    ...{ orderId, status, eventId, eventTitle: 'A drill' },
    version: status === 'paid' ? paidVersion : refundedVersion,
    buyer: { accountId: orderId, name: 'Nobody', email: 'nobody@example.org' },
    lines: [{ ticketTypeId: eventId, ticketTypeName: 'Made up', quantity, unitPrice }],
    total: { amount: unitPrice.amount * quantity, currency },
    ...{ placedAt: at, expiresAt: at, paidAt: at, paymentId: null, refunds: [] },
  };
}
