import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved } from '../../src/components/organiser/editor/moved';
import {
  orderAfter,
  statusFor,
  statusMeanwhile,
} from '../../src/components/organiser/editor/offer';

const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 10 });

test('a ticket type moves within the order that the person saw', () => {
  fc.assert(
    fc.property(lists, fc.nat(), fc.constantFrom('up', 'down'), (order, n, way) => {
      const id = order[n % order.length] as string;
      expect(orderAfter({ id, version: 1, order }, [...order], way)).toEqual(moved(order, id, way));
    }),
  );
});

test('no ticket type moves when someone else has moved, added or deleted one meanwhile', () => {
  const seen = { id: 'a', version: 1, order: ['a', 'b', 'c'] };
  for (const now of [['b', 'a', 'c'], ['a', 'b'], ['a', 'b', 'c', 'd'], []]) {
    expect(orderAfter(seen, now, 'down')).toBeUndefined();
  }
});

test('each button sets the status that its text says, and other buttons set none', () => {
  expect(statusFor('pause')).toEqual(['paused', 'Sales are paused.']);
  expect(statusFor('resume')).toEqual(['active', 'Back on sale.']);
  expect(statusFor('hide')?.[0]).toBe('hidden');
  expect(statusFor('show')?.[0]).toBe('active');
  for (const other of ['up', 'delete', '']) expect(statusFor(other)).toBeUndefined();
});

test('the person reads how someone else has changed the ticket type', () => {
  expect(statusMeanwhile('hidden')).toContain('it is hidden now');
  expect(statusMeanwhile('paused')).toContain('its sales are paused now');
  expect(statusMeanwhile(undefined)).toContain('it is on sale now');
  expect(statusMeanwhile('of a later version')).not.toMatch(/undefined|later/);
});
