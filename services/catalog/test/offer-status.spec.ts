import type { EventListing, EventSummary } from '@onsale/contracts/catalog/http';
import { eventually, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  call,
  createDraft,
  putOnSale,
  said,
  sayStock,
  startCatalog,
  versionOf,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
const stranger = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const setStatus = async (id: string, status: string) =>
  server.request('PATCH', `/api/ticket-types/${id}`, {
    as: organiser,
    body: { version: await versionOf(server, id), status },
  });
const remove = (id: string) =>
  server.request('DELETE', `/api/ticket-types/${id}`, { as: organiser });
const order = (eventId: string, ticketTypeIds: string[]) =>
  server.request('POST', `/api/events/${eventId}/ticket-types/order`, {
    as: organiser,
    body: { ticketTypeIds },
  });
const listing = (eventId: string, as = stranger) =>
  call<EventListing>(server, as, 'GET', `/api/events/${eventId}`);
const idsOf = async (eventId: string, as = stranger) =>
  (await listing(eventId, as)).ticketTypes.map(({ id }) => id);
const summary = async (eventId: string) => {
  const page = await call<{ items: EventSummary[] }>(
    server,
    organiser,
    'GET',
    '/api/organiser/events',
  );
  return page.items.find(({ id }) => id === eventId);
};

/** A published event with three ticket types. */
async function three() {
  const { event, ticketType } = await putOnSale(server, organiser);
  const second = await addTicketType(server, organiser, event.id, { name: 'B' });
  const third = await addTicketType(server, organiser, event.id, { name: 'C' });
  return { eventId: event.id, types: [ticketType, second, third] as const };
}

describe('ticket types in order', () => {
  it('appear everywhere in the organiser’s order, a new one last', async () => {
    const { eventId, types } = await three();
    const [a, b, c] = types.map(({ id }) => id) as [string, string, string];
    expect((await order(eventId, [c, a, b])).statusCode).toBe(200);
    const d = await addTicketType(server, organiser, eventId, { name: 'D' });
    expect(await idsOf(eventId)).toEqual([c, a, b, d.id]);
    expect((await said(server, c)).at(-1)?.data).toMatchObject({ version: 2, position: 1 });
  });

  it('keep their order when someone has added one meanwhile, or one is named twice', async () => {
    const { eventId, types } = await three();
    const ids = types.map(({ id }) => id);
    for (const wrong of [ids.slice(1), [...ids, ids[0] as string], [ids[0], ids[0], ids[1]]]) {
      const refused = await order(eventId, wrong as string[]);
      expect(refused.json()).toMatchObject({ code: 'changed_meanwhile', current: { id: eventId } });
    }
    expect(await idsOf(eventId)).toEqual(ids);
  });
});

describe('a hidden ticket type', () => {
  it('is shown to its organiser alone, and not counted in lists', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const vip = await addTicketType(server, organiser, event.id, {
      price: { amount: 100, currency: 'EUR' },
    });
    expect((await summary(event.id))?.fromPrice?.amount).toBe(100);
    await setStatus(vip.id, 'hidden');
    expect(await idsOf(event.id)).toEqual([ticketType.id]);
    expect(await idsOf(event.id, organiser)).toEqual([ticketType.id, vip.id]);
    expect((await summary(event.id))?.fromPrice?.amount).toBe(2500);
    await setStatus(vip.id, 'active');
    expect(await idsOf(event.id)).toEqual([ticketType.id, vip.id]);
  });

  it('does not suffice to publish an event', async () => {
    const draft = await createDraft(server, organiser);
    await addTicketType(server, organiser, draft.id, { status: 'hidden' });
    const refused = await server.request('POST', `/api/events/${draft.id}/publish`, {
      as: organiser,
    });
    expect(refused.json()).toMatchObject({ code: 'event_not_publishable' });
    expect(refused.json().detail).toContain('hidden');
  });
});

describe('a paused ticket type', () => {
  it('is shown, and when it is the only one, lists do not show the event as on sale', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    expect((await setStatus(ticketType.id, 'paused')).json().status).toBe('paused');
    expect((await listing(event.id)).ticketTypes[0]?.status).toBe('paused');
    expect((await summary(event.id))?.salesStatus).toBe('closed');
    expect((await said(server, ticketType.id)).at(-1)?.data.status).toBe('paused');
  });
});

describe('deleting a ticket type', () => {
  it('removes it for everyone, is harmless when repeated, and prevents further changes', async () => {
    const { eventId, types } = await three();
    const [a, b, c] = types.map(({ id }) => id) as [string, string, string];
    expect((await remove(b)).statusCode).toBe(204);
    expect((await remove(b)).statusCode).toBe(204);
    expect(await idsOf(eventId)).toEqual([a, c]);
    expect(await idsOf(eventId, organiser)).toEqual([a, c]);
    expect((await setStatus(b, 'active')).statusCode).toBe(404);
    expect((await said(server, b)).map(({ data }) => data.status)).toEqual(['active', 'deleted']);
  });

  it.each([
    ['held', [{ version: 1, held: 1 }]],
    ['sold', [{ version: 1, sold: 1 }]],
    ['was sold and is refunded', [{ version: 1, sold: 1 }, { version: 2 }]],
  ])('is refused while something of it is %s, with what to do instead', async (_, stock) => {
    const { ticketType } = await putOnSale(server, organiser);
    for (const one of stock) await sayStock(server, ticketType, one);
    const refused = await remove(ticketType.id);
    expect(refused.json().code).toBe('ticket_type_in_use');
    expect(refused.json().detail).toContain('Hide or pause it instead');
  });

  it('counts only the tickets sold as that type when it shares places', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const share = (name: string) =>
      addTicketType(server, organiser, event.id, {
        name,
        capacity: undefined,
        poolId: ticketType.id,
      });
    const [child, senior, student] = [
      await share('Child'),
      await share('Senior'),
      await share('Student'),
    ];
    const shares = (sold: number) => [
      { ticketTypeId: child.id, held: 0, sold },
      { ticketTypeId: senior.id, held: 1, sold: 0 },
    ];
    await sayStock(server, ticketType, { version: 1, held: 1, sold: 2, shares: shares(2) });
    await sayStock(server, ticketType, { version: 2, held: 1, shares: shares(0) });
    expect((await remove(ticketType.id)).json().detail).toContain('shares the places');
    expect((await remove(child.id)).json().detail).toContain('have been sold');
    expect((await remove(senior.id)).json().detail).toContain('Someone is buying');
    expect((await remove(student.id)).statusCode).toBe(204);
    await setStatus(ticketType.id, 'hidden');
    const seen = (await listing(event.id)).ticketTypes;
    expect(seen.map(({ name, capacity }) => [name, capacity])).toEqual([
      ['Child', 100],
      ['Senior', 100],
    ]);
    // A hold of the deleted type was in progress.
    await sayStock(server, ticketType, {
      version: 3,
      held: 2,
      shares: [...shares(0), { ticketTypeId: student.id, held: 1, sold: 0 }],
    });
    await eventually(async () => {
      const { ticketTypes } = await listing(event.id, organiser);
      expect(ticketTypes.find(({ id }) => id === student.id)?.status).toBe('hidden');
    });
  });

  it('is possible again when the held tickets have come back unsold', async () => {
    const { ticketType } = await putOnSale(server, organiser);
    await sayStock(server, ticketType, { version: 1, held: 2 });
    await sayStock(server, ticketType, { version: 2 });
    expect((await remove(ticketType.id)).statusCode).toBe(204);
  });

  it('leaves the type hidden instead when a hold was in progress', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    await remove(ticketType.id);
    await sayStock(server, ticketType, { version: 1, held: 1 });
    await eventually(async () => {
      expect((await listing(event.id, organiser)).ticketTypes).toMatchObject([
        { id: ticketType.id, status: 'hidden' },
      ]);
    });
    expect(await idsOf(event.id)).toEqual([]);
    expect((await remove(ticketType.id)).json().code).toBe('ticket_type_in_use');
  });

  it('leaves the type hidden even when the message about the hold arrives between the check and the deletion', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const { database } = server.infra;
    const waiting = async () => {
      const [row] = await database.query<{ waiting: number; heard: number }>(
        `select (select count(*) from pg_stat_activity where datname = current_database()
                   and wait_event_type = 'Lock') as waiting,
                (select count(*) from stock where ticket_type_id = $1 and version = 1) as heard`,
        [ticketType.id],
      );
      return row ?? { waiting: 0, heard: 0 };
    };
    const [deletion, hearing] = await database.transaction(async (sql) => {
      // It has checked the stock by the time it writes.
      await sql.query('select from ticket_type where id = $1 for update', [ticketType.id]);
      const deletion = remove(ticketType.id);
      await eventually(async () => expect((await waiting()).waiting).toBe(1));
      const hearing = sayStock(server, ticketType, { version: 1, held: 1 });
      await eventually(async () => {
        const { waiting: count, heard } = await waiting();
        expect(count + heard).toBe(2);
      });
      return [deletion, hearing] as const;
    });
    expect((await deletion).statusCode).toBe(204);
    await hearing;
    await eventually(async () => {
      expect((await listing(event.id, organiser)).ticketTypes).toMatchObject([
        { id: ticketType.id, status: 'hidden' },
      ]);
    });
  });

  it('never leaves held tickets of a deleted type, however hold and deletion meet', async () => {
    const { eventId } = await three();
    const types = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        addTicketType(server, organiser, eventId, { name: `Race ${n}` }),
      ),
    );
    await Promise.all(
      types.flatMap((type) => [remove(type.id), sayStock(server, type, { version: 1, held: 1 })]),
    );
    await eventually(async () => {
      const seen = await listing(eventId, organiser);
      expect(types.filter(({ id }) => !seen.ticketTypes.some((type) => type.id === id))).toEqual(
        [],
      );
    });
  });
});
