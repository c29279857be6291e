import type { Order } from '@onsale/contracts/orders/http';
import type { OrderNews } from './order-page.js';
import type { Line, Shopper } from './shopper.js';

export interface Purchase {
  readonly eventId: string;
  /** Quantities, in the order in which the page shows the ticket types. */
  readonly quantities: readonly number[];
  /** New for each purchase. */
  readonly key: string;
  readonly card: { readonly number: string; readonly expiry: string; readonly cvc: string };
  /** Waits for this many ms between two polls of the order. */
  pause(ms: number): Promise<void>;
  /** How often the person looks at the order before giving up. */
  readonly mostLooks?: number;
}

/** The steps of a purchase as a person experiences them, in ms. */
export interface Bought {
  readonly order: Order;
  readonly pageMs: number;
  readonly holdMs: number;
  readonly payMs: number;
  /** From the accepted payment to the tickets on the screen. */
  readonly ticketsMs: number;
  readonly ticketIds: readonly string[];
}

/** The purchase ended without tickets. */
export class NotBought extends Error {
  override readonly name = 'NotBought';
}

const usualLooks = 30;

/**
 * One whole purchase: the event's page, the hold, the payment, and the result with its tickets.
 * The buyer takes no time to think.
 * @throws NotBought, PageFailed, TransportError
 */
export async function buy(shopper: Shopper, purchase: Purchase): Promise<Bought> {
  const { eventId, quantities, key, card, pause, mostLooks = usualLooks } = purchase;
  const startMs = performance.now();
  await shopper.comeToEvent(eventId);
  const pageMs = performance.now() - startMs;
  const lines: Line[] = shopper.ticketTypes.flatMap(({ id }, index) => {
    const quantity = quantities[index] ?? 0;
    return quantity > 0 ? [{ ticketTypeId: id, quantity }] : [];
  });
  const held = await shopper.hold(lines, key);
  if (held.status !== 201)
    throw new NotBought(`the hold was answered ${held.status}: ${held.body}`);
  const order = JSON.parse(held.body) as Order;
  await shopper.goToCheckout(order);
  const paid = await shopper.pay(order.id, card);
  if (paid.status !== 202) {
    throw new NotBought(`the payment was answered ${paid.status}: ${paid.body}`);
  }
  shopper.goToOrder(order);
  const paidMs = performance.now();
  const due = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  let news: OrderNews | undefined;
  for (let looks = 0; looks < mostLooks; looks++) {
    await pause(shopper.pauseBeforeLook());
    news = await shopper.look();
    if (news?.tickets.length === due) break;
  }
  const ticketIds = news?.tickets.map(({ id }) => id) ?? [];
  if (ticketIds.length !== due) {
    throw new NotBought(`order ${order.id} was paid and has ${ticketIds.length} of ${due} tickets`);
  }
  const ticketsMs = performance.now() - paidMs;
  return { order, pageMs, holdMs: held.ms, payMs: paid.ms, ticketsMs, ticketIds };
}
