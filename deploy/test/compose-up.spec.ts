import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import { Person } from '@onsale/embedded/test/install';
import { eventually } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComposeSite, composeSite, putOnSale } from './compose-site.js';

const backWithinMs = 60_000;
const downWithinMs = 15_000;

/** What a buyer can do while all containers of a part are stopped, as docs/operations.md says. */
const parts = {
  auth: 'everything',
  catalog: 'everything',
  expiration: 'everything',
  orders: 'nothing',
  payments: 'hold',
  tickets: 'pay',
  web: 'everything',
  redis: 'everything',
  'nats-1': 'everything',
  'nats-2': 'everything',
  'nats-3': 'everything',
  postgres: 'nothing',
} as const;

describe('an install with Compose', () => {
  let site: ComposeSite;
  let buyer: Person;
  let ticketType: TicketType;
  const bought: { by: Person; order: Order }[] = [];

  const buy = async (by = buyer) => {
    bought.push({ by, order: (await by.buy(ticketType)).order });
  };

  beforeAll(async () => {
    site = await composeSite();
    await site.run('up', '--detach', '--wait');
    const { eventId, ticketTypeId } = await putOnSale(site.url);
    ticketType = { id: ticketTypeId, eventId } as TicketType;
    buyer = await Person.signUp(site.url, 'Berta Buyer');
  });
  afterAll(() => site?.run('down', '--volumes'));

  it('sells', async () => {
    await buy();
    expect((await Person.anonymous(site.url).send({ method: 'GET', path: '/' })).status).toBe(200);
  });

  it.each(Object.entries(parts))(
    'recovers after an outage of %s, during which buyers can do: %s',
    async (part, can) => {
      const person = await Person.signUp(site.url, 'Paula Patient');
      await site.run('stop', part);
      try {
        if (can === 'everything') await buy(person);
        else {
          const lines = [{ ticketTypeId: ticketType.id, quantity: 1 }];
          const hold = await person.send({
            ...{
              method: 'POST',
              path: '/api/orders',
              body: { eventId: ticketType.eventId, lines },
            },
            headers: { 'idempotency-key': crypto.randomUUID() },
          });
          expect(hold.status).toBe(can === 'nothing' ? 503 : 201);
          if (can === 'nothing') expect(hold.headers.get('retry-after')).not.toBeNull();
          else if (can === 'pay') {
            await person.pay(hold.json);
            bought.push({ by: person, order: hold.json });
          }
        }
      } finally {
        await site.run('up', '--detach', '--wait');
      }
      await eventually(() => buy(person), { timeoutMs: backWithinMs });
    },
  );

  it('ends within 15 seconds while live stock is watched, and has everything when it is started again', async () => {
    const stream = `${site.url}/api/events/${ticketType.eventId}/availability/stream`;
    const watched = (await fetch(stream)).body?.getReader();
    expect((await watched?.read())?.done).toBe(false);
    const startedMs = performance.now();
    await site.run('down');
    expect(performance.now() - startedMs).toBeLessThan(downWithinMs);
    await watched?.cancel().catch(() => undefined); // nginx has cut it
    await site.run('up', '--detach', '--wait');
    await buy();
    for (const { by, order } of bought) expect(await by.tickets(order, 1)).toHaveLength(1);
  });
});
