import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import type { Onsale } from '@onsale/embedded';
import { newId } from '@onsale/runtime';
import { betweenTries } from '@onsale/testing';

const cards = [
  '4242 4242 4242 4242',
  '4000 0000 0000 0002',
  '4000 0000 0000 3220',
  '4000 0000 0000 9995',
];
const buyers = 8;
const dayMs = 86_400_000;

/** Puts an event on sale and has people order, pay, cancel and leave, until it is stopped. */
export async function shop({ url }: Onsale, operatorToken: string) {
  let stopped = false;
  const acknowledged: string[] = [];

  const call = async <T>(method: string, path: string, body?: object, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };

  const { sessions } = await call<{ sessions: { cookie: string }[] }>(
    'POST',
    '/api/rehearsals/sessions',
    { count: buyers + 1, minutes: 30 },
    { authorization: `Bearer ${operatorToken}` },
  );
  const [organiser, ...cookies] = sessions.map(({ cookie }) => ({ cookie }));
  const startsMs = Date.now() + 30 * dayMs;
  const event = await call<{ id: string }>(
    'POST',
    '/api/events',
    {
      ...{ title: 'Concert', venueName: 'Hall', timeZone: 'Europe/Berlin', currency: 'EUR' },
      unlisted: true,
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + 7_200_000).toISOString(),
    },
    organiser,
  );
  const price = { amount: 2500, currency: 'EUR' };
  const fields = { name: 'Standing', price, capacity: 1000, perPersonLimit: 50 };
  const types = `/api/events/${event.id}/ticket-types`;
  const { id: ticketTypeId } = await call<TicketType>('POST', types, fields, organiser);
  await call('POST', `/api/events/${event.id}/publish`, undefined, organiser);

  async function buy(cookie: object, turn: number): Promise<void> {
    const lines = [{ ticketTypeId, quantity: 1 + (turn % 2) }];
    const key = { ...cookie, 'idempotency-key': newId() };
    const order = await call<Order>('POST', '/api/orders', { eventId: event.id, lines }, key);
    acknowledged.push(order.id);
    const number = cards[turn % 6];
    const card = { number, expiry: '12/40', cvc: '123' };
    if (number) await call('POST', '/api/payments', { orderId: order.id, card }, cookie);
    else if (turn % 6 === 4) await call('DELETE', `/api/orders/${order.id}`, undefined, cookie);
  }

  const shopping = cookies.map(async (cookie, index) => {
    for (let turn = index; !stopped; turn += 1) {
      // Not yet on sale, or sold out: try again.
      await buy(cookie, turn).catch(betweenTries);
    }
  });
  return {
    acknowledged: () => acknowledged.length,
    /** Ids of the orders that were acknowledged so far. */
    orders: () => [...acknowledged],
    async stop() {
      stopped = true;
      await Promise.all(shopping);
    },
  };
}
