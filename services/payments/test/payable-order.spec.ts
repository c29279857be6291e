import { describe, expect, it } from 'vitest';
import { type PayableOrder, whyNotPayable } from '../src/payable-order.js';

const buyer = '01930000-0000-7000-8000-000000000003';
const expiresAt = new Date('2026-11-20T10:15:00.000Z');
const before = new Date('2026-11-20T10:14:59.999Z');
const order: PayableOrder = {
  id: '01930000-0000-7000-8000-000000000002',
  version: 1,
  status: 'pending',
  buyerId: buyer,
  total: { amount: 4999, currency: 'EUR' },
  expiresAt,
  traceparent: null,
};
const free = { ...order, total: { amount: 0, currency: 'EUR' } };

describe('whether an order may be paid', () => {
  it('accepts a pending order of the caller until the very moment it expires', () => {
    expect(whyNotPayable(order, buyer, before)).toBeUndefined();
    expect(whyNotPayable(order, buyer, expiresAt)?.code).toBe('order_expired');
  });

  it('hides from everyone else that the order exists', () => {
    const stranger = '01930000-0000-7000-8000-00000000000f';
    for (const status of ['pending', 'paid', 'expired', 'cancelled', 'refunded'] as const) {
      const refusal = whyNotPayable({ ...order, status }, stranger, before);
      expect(refusal).toEqual(whyNotPayable(undefined, stranger, before));
      expect(refusal?.status).toBe(404);
    }
  });

  it.each([
    ['paid', order, 'already_paid'],
    ['cancelled', order, 'order_cancelled'],
    ['refunded', order, 'order_cancelled'],
    ['expired', order, 'order_expired'],
    ['paid', free, 'not_payable'],
    ['pending', free, 'not_payable'],
  ] as const)('refuses an order that is %s (%#)', (status, base, code) => {
    const refusal = whyNotPayable({ ...base, status }, buyer, before);
    expect(refusal).toMatchObject({ status: 409, code });
  });
});
