import { expect, test } from 'vitest';
import { placesInOrders } from '../src/lib/place-in-order';

const tickets = [
  { id: '1', orderId: 'a' },
  { id: '2', orderId: 'a' },
  { id: '3', orderId: 'b' },
  { id: '5', orderId: 'c' },
  { id: '4', orderId: 'c' },
];
const all = [
  ['1', 'Ticket 1 of 2'],
  ['2', 'Ticket 2 of 2'],
  ['5', 'Ticket 2 of 2'],
  ['4', 'Ticket 1 of 2'],
];

test('each ticket of an order has its own number, whichever way the list runs', () => {
  const places = placesInOrders(tickets, { isFirst: true, isLast: true });
  expect([...places]).toEqual(all);
});

test('an order that may go on beyond the page has no places', () => {
  const places = (isFirst: boolean, isLast: boolean) => [
    ...placesInOrders(tickets, { isFirst, isLast }),
  ];
  expect(places(false, true)).toEqual(all.slice(2));
  expect(places(true, false)).toEqual(all.slice(0, 2));
  expect(placesInOrders([], { isFirst: false, isLast: false }).size).toBe(0);
});
