import type { Order } from '@onsale/contracts/orders/http';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../src/lib/api/call';
import { keyOfPick } from '../src/lib/key-of-pick';

const line = {
  ticketTypeId: '01890a5d-ac96-774b-bcce-b302099a8058',
  quantity: 2,
  unitPrice: { amount: 1500, currency: 'EUR' },
};
const held: Order = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  version: 1,
  status: 'pending',
  eventId: 'event',
  eventTitle: 'Concert',
  lines: [{ ...line, ticketTypeName: 'Stalls' }],
  total: { amount: 3000, currency: 'EUR' },
  placedAt: new Date(Date.now() - 60_000).toISOString(),
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
  paidAt: null,
  paymentId: null,
  refunds: [],
};

const pickWith = (newest: Order | undefined, lines = [line]) =>
  keyOfPick(
    (async () => ({ items: newest ? [newest] : [], nextCursor: null })) as Caller,
    'event',
    lines,
  );

describe('a pick that is posted again without JavaScript', () => {
  it('leads to its order while that waits for payment', async () => {
    expect(await pickWith(held)).toEqual({ order: held });
  });

  it.each<[string, Partial<Order>]>([
    ['was cancelled', { status: 'cancelled' }],
    ['has expired', { status: 'expired' }],
    ['has run out of time', { expiresAt: new Date(Date.now() - 1).toISOString() }],
    ['is for another event', { eventId: 'other' }],
  ])('makes a new order when its order %s', async (_what, change) => {
    const first = (await pickWith(undefined)) as { key: string };
    const again = (await pickWith({ ...held, ...change })) as { key: string };
    expect(again.key).toMatch(/^[\w-]{43}$/);
    expect(again.key).not.toBe(first.key);
    expect(await pickWith({ ...held, ...change })).toEqual(again);
  });

  it('makes a new order when its quantity differs', async () => {
    expect(await pickWith(held, [{ ...line, quantity: 1 }])).toHaveProperty('key');
  });
});
