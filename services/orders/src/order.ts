import type { Message } from '@onsale/contracts/message';
import type { EventOrder, Order } from '@onsale/contracts/orders/http';
import {
  type OrderState,
  orderCancelled,
  orderExpired,
  orderPaid,
  orderPlaced,
  orderRefunded,
  type StockState,
  stockChanged,
} from '@onsale/contracts/orders/messages';
import { newMessage } from '@onsale/runtime';
import type { Stock } from './stock.js';

const contracts = {
  pending: orderPlaced,
  paid: orderPaid,
  expired: orderExpired,
  cancelled: orderCancelled,
  refunded: orderRefunded,
} as const;

/** The message with the present state of an order. */
export const orderMessage = (order: OrderState, time: Date, traceparent?: string): Message =>
  newMessage(contracts[order.status], { subject: order.orderId, time, data: order, traceparent });

/** The message with the present stock of a pool. */
export function stockMessage(stock: Stock, time: Date): Message {
  const { poolId, version, eventId, capacity, available, held, sold } = stock;
  const shares = Object.entries(stock.shares ?? {}).map(([ticketTypeId, share]) => {
    return { ticketTypeId, held: share.held, sold: share.sold };
  });
  const data: StockState = {
    ...{ ticketTypeId: poolId, version, eventId, capacity, available, held, sold },
    ...(shares.length > 0 ? { shares } : {}),
  };
  return newMessage(stockChanged, { subject: poolId, time, data });
}

/** The order as its buyer sees it. */
export function toOrder({ orderId, buyer: _, ...order }: OrderState): Order {
  return { id: orderId, ...order };
}

/** The order as its event's organiser sees it. */
export const toEventOrder = (order: OrderState): EventOrder => ({
  ...toOrder(order),
  buyer: { name: order.buyer.name, email: order.buyer.email },
});
