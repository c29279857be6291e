import { randomInt } from 'node:crypto';
import type { EventSummary } from '@onsale/contracts/catalog/http';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTicketType,
  editEvent,
  inDays,
  listAll,
  listOwn,
  putOnSale,
  sayStock,
  startCatalog,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

const at = (days: number) => ({
  startsAt: inDays(server, days),
  endsAt: inDays(server, days + 0.1),
});
const find = async (id: string, query: Record<string, string> = {}) =>
  (await listAll(server, { limit: '100', ...query })).find((event) => event.id === id);

describe('the public list', () => {
  it('is soonest first, complete and without repetition, whatever the page length', async () => {
    const word = `paging${randomInt(1e9)}`;
    const days = [3, 1, 2, 2, 2, 2, 5, 4]; // several start at the same instant
    const made: string[] = [];
    for (const day of days) {
      const { event } = await putOnSale(server, organiser, { ...at(day + 100), title: word });
      made.push(event.id);
    }
    const whole = await listAll(server, { q: word, limit: '100' });
    expect(new Set(whole.map((event) => event.id))).toEqual(new Set(made));
    const keys = whole.map((event) => `${event.startsAt} ${event.id}`);
    expect(keys).toEqual([...keys].sort());
    for (let limit = 1; limit <= days.length + 1; limit += 1) {
      const paged = await listAll(server, { q: word, limit: String(limit) });
      expect(paged.map((event) => event.id)).toEqual(whole.map((event) => event.id));
    }
  });

  it('contains events that have begun, and none that are over', async () => {
    const { event } = await putOnSale(server, organiser, at(1));
    expect(await find(event.id)).toBeDefined();
    server.clock.set(new Date(Date.parse(event.startsAt) + 1000));
    expect(await find(event.id)).toBeDefined();
    server.clock.set(new Date(event.endsAt));
    expect(await find(event.id)).toBeUndefined();
  });

  it('can be limited to a period, which excludes its end', async () => {
    const { event } = await putOnSale(server, organiser, at(50));
    const { startsAt } = event;
    const justAfter = new Date(Date.parse(startsAt) + 1).toISOString();
    expect(await find(event.id, { from: startsAt, to: justAfter })).toBeDefined();
    expect(await find(event.id, { from: justAfter })).toBeUndefined();
    expect(await find(event.id, { to: startsAt })).toBeUndefined();
    const wrong = await server.request('GET', '/api/events?from=2035-02-30T00:00:00Z');
    expect(wrong.json().errors[0].field).toBe('from');
  });

  it.each([
    ['["x","y"]'],
    ['["2035-01-01T00:00:00.000Z"]'],
    ['["9999999-01-01","01900000-0000-7000-8000-000000000000"]'],
    ['{}'],
  ])('refuses the cursor %s', async (cursor) => {
    const encoded = Buffer.from(cursor).toString('base64url');
    const response = await server.request('GET', `/api/events?cursor=${encoded}`);
    expect(response.statusCode).toBe(400);
    const own = await server.request('GET', `/api/organiser/events?cursor=${encoded}`, {
      as: organiser,
    });
    expect(own.statusCode).toBe(400);
  });

  it('shows the lowest price and whether tickets are left', async () => {
    const { event, ticketType } = await putOnSale(server, organiser, at(60), { capacity: 2 });
    const price = { amount: 900, currency: 'EUR' };
    const late = { price, capacity: 1, salesOpenAt: inDays(server, 5) };
    const second = await addTicketType(server, organiser, event.id, late);
    const free = { price: { amount: 0, currency: 'EUR' }, capacity: 0 };
    await addTicketType(server, organiser, event.id, free);
    const status = async () => {
      const { salesStatus, fromPrice, salesOpenAt } = (await find(event.id)) as EventSummary;
      return { salesStatus, fromPrice, salesOpenAt };
    };
    expect(await status()).toEqual({ salesStatus: 'open', fromPrice: price, salesOpenAt: null });
    await sayStock(server, ticketType, { held: 1, sold: 1 });
    expect(await status()).toMatchObject({
      salesStatus: 'not_open',
      salesOpenAt: second.salesOpenAt,
    });
    await sayStock(server, second, { sold: 1 });
    expect(await status()).toMatchObject({ salesStatus: 'sold_out' });
    await sayStock(server, ticketType, { version: 2, sold: 1 });
    expect(await status()).toMatchObject({ salesStatus: 'open' });
  });
});

describe('an unlisted event', () => {
  it('is in no list and no search result, and visible by its link', async () => {
    const own = testAccount();
    const word = `hidden${randomInt(1e9)}`;
    const { event } = await putOnSale(server, own, { ...at(80), title: word, unlisted: true });
    const { event: shown } = await putOnSale(server, own, { ...at(80), title: word });
    expect(event.unlisted).toBe(true);
    expect(shown.unlisted).toBe(false);
    const ids = async (query: Record<string, string>) =>
      (await listAll(server, { limit: '100', ...query })).map((one) => one.id);
    expect(await ids({ q: word })).toEqual([shown.id]);
    expect(await ids({})).not.toContain(event.id);
    const span = { from: event.startsAt, to: event.endsAt };
    expect(await ids(span)).toContain(shown.id);
    expect(await ids(span)).not.toContain(event.id);
    const read = await server.request('GET', `/api/events/${event.id}`);
    expect(read.json()).toEqual(event);
    const marks = (await listOwn(server, own)).map(({ id, unlisted }) => [id, unlisted]);
    expect(marks).toEqual([
      [shown.id, false],
      [event.id, true],
    ]);
  });

  it('can be listed later, and unlisted again', async () => {
    const { event } = await putOnSale(server, organiser, { ...at(81), unlisted: true });
    const set = (unlisted: boolean) => editEvent(server, organiser, event.id, { unlisted });
    expect(await find(event.id)).toBeUndefined();
    await set(false);
    expect(await find(event.id)).toBeDefined();
    await editEvent(server, organiser, event.id, { title: 'Still on show' });
    expect(await find(event.id)).toBeDefined();
    await set(true);
    expect(await find(event.id)).toBeUndefined();
  });
});
