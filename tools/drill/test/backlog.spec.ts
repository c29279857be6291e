import { orderMessages } from '@onsale/contracts/orders/messages';
import { assertWritten } from '@onsale/runtime';
import { expect, it } from 'vitest';
import { isRefunded, lastVersion, makeOrders, messagesAbout } from '../src/backlog.js';

const time = new Date('2030-01-01T10:00:00Z');
const orders = makeOrders(1_500);
const messages = [...messagesAbout(orders, time)].flat();

it('the backlog has the requested number of messages, each with its own id', () => {
  expect(messages).toHaveLength(1_500);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(1_500);
});

it('the backlog contains only messages that orders could publish', () => {
  const types = orderMessages.map(({ type }) => type as string);
  for (const message of messages) {
    assertWritten(message);
    expect(types).toContain(message.type);
  }
});

it('the backlog has orders that are paid twice, refunded before they are paid, and paid again after a refund', () => {
  const told = new Map<string, string[]>();
  for (const { subject, type } of messages) told.set(subject, [...(told.get(subject) ?? []), type]);
  const orderOf = (kind: string) => orders.find((one) => one.kind === kind)?.orderId ?? '';
  expect(told.get(orderOf('paid'))).toEqual(['order.paid']);
  expect(told.get(orderOf('paid twice'))).toEqual(['order.paid', 'order.paid']);
  expect(told.get(orderOf('refunded early'))).toEqual(['order.refunded', 'order.paid']);
  expect(told.get(orderOf('refunded late'))).toEqual([
    'order.paid',
    'order.refunded',
    'order.paid',
  ]);
});

it('the expected outcome is the highest version of each order, in any order of arrival', () => {
  const highest = new Map<string, number>();
  for (const { subject, data } of messages) {
    const { version } = data as { version: number };
    highest.set(subject, Math.max(version, highest.get(subject) ?? 0));
  }
  for (const order of orders) {
    expect(highest.get(order.orderId)).toBe(lastVersion(order));
    expect(lastVersion(order)).toBe(isRefunded(order) ? 3 : 2);
  }
});
