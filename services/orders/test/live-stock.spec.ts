import { ticketTypeUpdated } from '@onsale/contracts/catalog/messages';
import type { Availability } from '@onsale/contracts/orders/http';
import { newId } from '@onsale/runtime';
import { eventually, type TestServer, testAccount, testTicketType } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, publish, putOnSale, startOrders, stockOf } from './support.js';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startOrders();
  url = await server.listen();
});
afterAll(() => server.stop());

/** Watches an event as a browser does; `updates` grows as the stream speaks. */
async function watch(eventId: string) {
  const aborted = new AbortController();
  const updates: Availability[] = [];
  const response = await fetch(`${url}/api/events/${eventId}/availability/stream`, {
    signal: aborted.signal,
  });
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data) updates.push(JSON.parse(data) as Availability);
      }
    }
  })().catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return {
    response,
    updates,
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

describe('live stock', () => {
  it('is told at once and after every change, a few times a second whatever the rush', async () => {
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

  it('says sold out, and on sale again when a hold is given back', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 1 });
    const watcher = await watch(event.eventId);
    const buyer = testAccount();
    const { body } = await order(server, buyer, ticketType);
    await eventually(() => expect(watcher.updates.at(-1)?.ticketTypes[0]?.status).toBe('sold_out'));
    await server.request('DELETE', `/api/orders/${body.id}`, { as: buyer });
    await eventually(() => expect(watcher.updates.at(-1)?.ticketTypes[0]?.status).toBe('open'));
    await watcher.end();
  });

  it('is right soon for the first watcher too, who was told what was true a moment ago', async () => {
    const { event, ticketType } = await putOnSale(server, { capacity: 10 });
    await server.request('GET', `/api/events/${event.eventId}/availability`);
    await order(server, testAccount(), ticketType);
    const watcher = await watch(event.eventId);
    await eventually(() => expect(watcher.updates.at(-1)?.ticketTypes[0]?.available).toBe(9), {
      timeoutMs: 2_000,
    });
    await watcher.end();
  });

  it('keeps nothing open for who asks for the headers alone', async () => {
    const { event } = await putOnSale(server);
    const path = `${url}/api/events/${event.eventId}/availability/stream`;
    const opened = () => metric(server, 'onsale_availability_streams');
    const before = await opened();
    for (let n = 0; n < 5; n++) {
      expect((await fetch(path, { method: 'HEAD' })).status).toBe(200);
    }
    await eventually(async () => expect(await opened()).toBe(before));
  });

  it('keeps nothing open for who leaves before the answer', async () => {
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

  it('is not told of what does not exist', async () => {
    const response = await fetch(`${url}/api/events/${newId()}/availability/stream`);
    expect(response.status).toBe(404);
  });
});

describe('capacity', () => {
  it('never falls below what is held and sold, and follows as tickets come back', async () => {
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

  it('is the newest said, in whatever order it comes and however often', async () => {
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
