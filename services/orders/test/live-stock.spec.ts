import {
  eventCancelled,
  eventUpdated,
  ticketTypeUpdated,
} from '@onsale/contracts/catalog/messages';
import type { Availability } from '@onsale/contracts/orders/http';
import { newId } from '@onsale/runtime';
import {
  eventually,
  type TestServer,
  testAccount,
  testCookie,
  testTicketType,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startOrders();
  url = await server.listen();
});
afterAll(() => server.stop());

/** Watches an event as a browser does; each message of the stream is added to `updates`. */
async function watch(eventId: string, from = url, cookie = '') {
  const aborted = new AbortController();
  const updates: Availability[] = [];
  const told: string[] = [];
  const retries: number[] = [];
  const response = await fetch(`${from}/api/events/${eventId}/availability/stream`, {
    signal: aborted.signal,
    headers: { cookie },
  });
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        told.push(event);
        const data = /^event: availability\ndata: (.*)$/m.exec(event)?.[1];
        if (data) updates.push(JSON.parse(data) as Availability);
        const retry = /^retry: (.*)$/m.exec(event)?.[1];
        if (retry) retries.push(Number(retry));
      }
    }
  })().catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return {
    response,
    updates,
    /** The whole text of the stream so far. */
    told,
    /** The delays before reconnecting that the stream asked for, in milliseconds. */
    retries,
    /** Resolves when the server has ended the stream. */
    ended: reading,
    async end() {
      aborted.abort();
      await reading;
    },
  };
}

/** @returns the value of a metric without labels of its own */
async function metric(of: TestServer, name: string): Promise<number> {
  const text = await of.service.metrics.render();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
}

/** Less than the time between two heartbeats, which would bring the same. */
const soon = { timeoutMs: 8_000 };

describe('live stock', () => {
  it('is sent at once and after every change, at most a few times a second', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 300 });
    const watcher = await watch(event.eventId);
    expect(watcher.response.headers.get('content-type')).toBe('text/event-stream');
    await eventually(() => expect(watcher.updates[0]?.ticketTypes[0]?.available).toBe(300));

    const startedMs = performance.now();
    for (let n = 0; n < 100; n++) await order(server, testAccount(), ticketType);
    await eventually(() => expect(watcher.updates.at(-1)?.ticketTypes[0]?.available).toBe(200));
    const seconds = (performance.now() - startedMs) / 1000;
    expect(watcher.updates.length).toBeLessThanOrEqual(2 + Math.ceil(seconds * 4));
    const seen = watcher.updates.map((update) => update.ticketTypes[0]?.version ?? 0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await watcher.end();
  });

  it('begins with the name of the person signed in, and removes the mark of a session that has ended', async () => {
    const { event } = await putOnSale(server);
    const ana = testAccount({ name: 'Ana Ágnes "Lima"' });
    const cookie = await testCookie(ana, server.infra.clock.now());
    const [session = ''] = cookie.split('=');
    const mark = `${session.replace('session', 'signed_in')}=1`;
    const account = { id: ana.accountId, email: ana.email, name: ana.name };
    const signedIn = await watch(event.eventId, url, `${cookie}; ${mark}`);
    await eventually(() => expect(signedIn.updates).not.toEqual([]));
    expect(signedIn.told.slice(1, 2)).toEqual([`event: account\ndata: ${JSON.stringify(account)}`]);
    expect(signedIn.response.headers.getSetCookie()).toEqual([]);

    const ended = await watch(event.eventId, url, mark);
    await eventually(() => expect(ended.updates).not.toEqual([]));
    expect(ended.told[1]).toBe('event: account\ndata: null');
    expect(ended.response.headers.getSetCookie().map((one) => one.split('; ')[0])).toEqual([
      `${session}=`,
      `${mark.slice(0, -1)}`,
    ]);
    await Promise.all([signedIn.end(), ended.end()]);
  });

  it('shows that tickets are sold out, and that they are on sale again when a hold is given back', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 1 });
    const watcher = await watch(event.eventId);
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType);
    await eventually(
      () => expect(watcher.updates.at(-1)?.ticketTypes[0]?.status).toBe('sold_out'),
      soon,
    );
    await server.request('DELETE', `/api/orders/${body.id}`, { as: buyer });
    await eventually(
      () => expect(watcher.updates.at(-1)?.ticketTypes[0]?.status).toBe('open'),
      soon,
    );
    await watcher.end();
  });

  it('is soon right for the first watcher too, who got a slightly older reading', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 10 });
    await server.request('GET', `/api/events/${event.eventId}/availability`);
    await order(server, testAccount(), ticketType);
    const watcher = await watch(event.eventId);
    await eventually(() => expect(watcher.updates.at(-1)?.ticketTypes[0]?.available).toBe(9), soon);
    await watcher.end();
  });

  it('keeps nothing open for a HEAD request', async () => {
    const { event } = await putOnSale(server);
    const path = `${url}/api/events/${event.eventId}/availability/stream`;
    const opened = () => metric(server, 'onsale_availability_streams');
    const before = await opened();
    for (let n = 0; n < 5; n++) {
      expect((await fetch(path, { method: 'HEAD' })).status).toBe(200);
    }
    await eventually(async () => expect(await opened()).toBe(before));
  });

  it('keeps nothing open for a caller who leaves before the answer', async () => {
    const { event } = await putOnSale(server);
    const path = `${url}/api/events/${event.eventId}/availability/stream`;
    const opened = () => metric(server, 'onsale_availability_streams');
    const before = await opened();
    for (let n = 0; n < 20; n++) {
      const aborted = new AbortController();
      const asked = fetch(path, { signal: aborted.signal }).catch(() => undefined);
      setTimeout(() => aborted.abort(), n % 5);
      await asked;
    }
    await eventually(async () => expect(await opened()).toBe(before));
  });

  it('announces at once that the event or a ticket type has changed, by their versions', async () => {
    const { event, ticketType } = await putOnSale(server);
    const watcher = await watch(event.eventId);
    await eventually(() =>
      expect(watcher.updates.at(-1)).toMatchObject({
        eventVersion: 1,
        ticketTypes: [{ listedVersion: 1 }],
      }),
    );
    const moved = { ...event, version: 2, venueName: 'Another hall' };
    await publish(server, eventUpdated, event.eventId, moved);
    await eventually(() => expect(watcher.updates.at(-1)?.eventVersion).toBe(2), soon);
    await publish(server, ticketTypeUpdated, ticketType.ticketTypeId, {
      ...ticketType,
      version: 2,
      price: { amount: 2500, currency: 'EUR' },
    });
    await eventually(
      () => expect(watcher.updates.at(-1)?.ticketTypes[0]?.listedVersion).toBe(2),
      soon,
    );
    const off = { ...moved, version: 3, status: 'cancelled', cancellationReason: 'Rain' } as const;
    await publish(server, eventCancelled, event.eventId, off);
    await eventually(
      () => expect(watcher.updates.at(-1)).toMatchObject({ eventVersion: 3, status: 'cancelled' }),
      soon,
    );
    await watcher.end();
  });

  it('asks each watcher to reconnect at another moment, both during the stream and at its end', async () => {
    const stopping = await startOrders();
    try {
      const from = await stopping.listen();
      const { event } = await putOnSale(stopping);
      const watchers = await Promise.all(
        Array.from({ length: 20 }, () => watch(event.eventId, from)),
      );
      await eventually(() => {
        for (const { updates } of watchers) expect(updates.length).toBeGreaterThan(0);
      });
      await stopping.service.stop();
      await Promise.all(watchers.map(({ ended }) => ended));
      for (const when of [0, 1]) {
        const told = watchers.map(({ retries }) => retries[when] ?? 0);
        for (const ms of told) expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(new Set(told).size).toBeGreaterThan(10);
      }
    } finally {
      await stopping.stop();
    }
  });

  it('is refused beyond the limit for an address, until a watcher there leaves', async () => {
    const limited = await startOrders({ ONSALE_STREAMS_PER_ADDRESS: '2' });
    try {
      const from = await limited.listen();
      const { event } = await putOnSale(limited);
      const first = await watch(event.eventId, from);
      const second = await watch(event.eventId, from);
      const third = await watch(event.eventId, from);
      expect(third.response.status).toBe(429);
      expect(Number(third.response.headers.get('retry-after'))).toBeGreaterThanOrEqual(15);
      await third.end();
      const plain = await fetch(`${from}/api/events/${event.eventId}/availability`);
      expect(plain.status).toBe(200);
      await first.end();
      await eventually(async () => {
        const again = await watch(event.eventId, from);
        const { status } = again.response;
        await again.end();
        expect(status).toBe(200);
      });
      await second.end();
    } finally {
      await limited.stop();
    }
  });

  it('is refused beyond the limit of the process', async () => {
    const full = await startOrders({ ONSALE_MAX_STREAMS: '0' });
    try {
      const from = await full.listen();
      const { event } = await putOnSale(full);
      const refused = await watch(event.eventId, from);
      expect(refused.response.status).toBe(503);
      expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThanOrEqual(15);
      await refused.end();
      expect(await metric(full, 'onsale_availability_streams')).toBe(0);
    } finally {
      await full.stop();
    }
  });

  it('answers 404 for an event that does not exist', async () => {
    const response = await fetch(`${url}/api/events/${newId()}/availability/stream`);
    expect(response.status).toBe(404);
  });
});

describe('capacity', () => {
  it('never falls below the held and sold tickets, and follows as tickets come back', async () => {
    const { ticketType } = await putOnSale(server, { capacity: 10 });
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType, 4);
    await publish(server, ticketTypeUpdated, ticketType.ticketTypeId, {
      ...ticketType,
      version: 2,
      capacity: 3,
    });
    await eventually(async () => {
      expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
        capacity: 4,
        available: 0,
      });
    });
    await server.request('DELETE', `/api/orders/${body.id}`, { as: buyer });
    expect(await stockOf(server, ticketType.ticketTypeId)).toMatchObject({
      capacity: 3,
      available: 3,
    });
  });

  it('is the latest published by the catalogue, in whatever order and however often messages arrive', async () => {
    const { event } = await putOnSale(server);
    const type = testTicketType(event.eventId);
    const versions = [3, 1, 2, 3, 1].map((version) => ({
      ...type,
      version,
      capacity: version * 10,
    }));
    for (const state of versions) {
      await publish(server, ticketTypeUpdated, type.ticketTypeId, state);
    }
    await eventually(async () => {
      expect((await server.infra.bus.lag()).get('orders.ticket-type')).toBe(0);
    });
    expect(await stockOf(server, type.ticketTypeId)).toMatchObject({ capacity: 30, available: 30 });
  });
});
