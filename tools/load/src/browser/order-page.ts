import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { TransportError } from '../transport-error.js';
import type { Asked } from './site.js';

/** An order, and what its page shows of it. */
export interface OrderNews {
  readonly order: Order;
  /** Newest first; none are requested once the order is paid. */
  readonly payments: readonly Payment[];
  readonly tickets: readonly Ticket[];
}

/** Reads from the API. @returns undefined: it was refused. @throws TransportError */
export type Read = <T>(
  asked: Asked,
  path: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<T | undefined>;

/** The page of one order, which waits for the outcome. */
export interface OrderPage {
  pauseBeforeLook(): number;
  look(): Promise<OrderNews | undefined>;
}

/** `apps/web/src/islands/use-looks.ts` and `apps/web/src/lib/load-order.ts` */
const firstPauseMs = 400;
const longestPauseMs = 5_000;
const growth = 1.4;
const mostTickets = 100;
const waitSeconds = 5;
const waiting = { prefer: `wait=${waitSeconds}` };
const longWaitMs = waitSeconds * 900;

/** @param known what the checkout knew, right after the payment; undefined: nothing */
export function showOrder({
  orderId,
  known,
  read,
  random,
}: {
  readonly orderId: string;
  readonly known: OrderNews | undefined;
  readonly read: Read;
  readonly random: () => number;
}): OrderPage {
  let news = known;
  let vain = 0;
  let wasVain = false;

  const readOrder = (headers = {}) => read<Order>('order', `/api/orders/${orderId}`, headers);
  const readPayments = (headers = {}) =>
    read<{ items: Payment[] }>('order', `/api/payments?orderId=${orderId}`, headers);
  const readTickets = (headers = {}) =>
    read<{ items: Ticket[] }>(
      'tickets',
      `/api/tickets?orderId=${orderId}&limit=${mostTickets}`,
      headers,
    );

  async function readAll(): Promise<OrderNews | undefined> {
    const order = await readOrder();
    if (!order) return undefined;
    const [payments, tickets] = await Promise.all([
      order.status === 'paid' ? { items: [] } : readPayments(),
      order.paidAt === null ? { items: [] } : readTickets(),
    ]);
    return tickets && { order, payments: payments?.items ?? [], tickets: tickets.items };
  }

  async function waitForNext(before: OrderNews): Promise<OrderNews | undefined> {
    if (before.order.status === 'paid') {
      const tickets = await readTickets(waiting);
      return tickets && { ...before, tickets: tickets.items };
    }
    if (before.payments[0]?.status === 'processing') {
      const payments = await readPayments(waiting);
      return payments && { ...before, payments: payments.items };
    }
    const { order, payments } = before;
    if (order.status !== 'pending') return readAll();
    if (payments[0]?.status !== 'captured' || Date.now() >= Date.parse(order.expiresAt)) {
      const latest = await readOrder(waiting);
      return latest && { ...before, order: latest };
    }
    const tickets = await readTickets(waiting);
    if (!tickets || tickets.items.length === 0) return tickets && before;
    return { ...before, order: { ...order, status: 'paid' }, tickets: tickets.items };
  }

  return {
    pauseBeforeLook: () =>
      vain === 0
        ? 0
        : Math.min(firstPauseMs * growth ** (vain - 1), longestPauseMs) * (0.75 + random() / 2),
    async look() {
      const startedMs = performance.now();
      const before = news;
      const isWhole = wasVain || !before;
      const latest = await (isWhole ? readAll() : waitForNext(before)).catch((error: unknown) => {
        if (error instanceof TransportError) return undefined;
        throw error;
      });
      const hasNews = latest !== undefined && (!before || isNews(before, latest));
      wasVain = !(hasNews || isWhole);
      const hasWaited = latest !== undefined && performance.now() - startedMs >= longWaitMs;
      vain = hasNews || hasWaited ? 0 : vain + 1;
      news = latest ?? before;
      return latest;
    },
  };
}

const isNews = (before: OrderNews, after: OrderNews): boolean =>
  after.order.version !== before.order.version ||
  after.payments[0]?.status !== before.payments[0]?.status ||
  after.tickets.length !== before.tickets.length;
