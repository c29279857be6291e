import { rates } from '@onsale/contracts/limits';
import { newId } from '@onsale/runtime';
import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDraft, eventBody, startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it('one account can change events at most six hundred times in ten minutes, over all routes', async () => {
  const [busy, other] = [testAccount(), testAccount()];
  const { id } = await createDraft(server, busy);
  const { max, windowSeconds } = rates.changesOfEvents;
  for (let turn = 1; turn < max; turn += 1) {
    const path = `/api/events/${newId()}/cancel`;
    const reply = await server.request('POST', path, { as: busy, body: { reason: 'x' } });
    expect(reply.statusCode).toBe(404);
  }
  for (const [method, path, body] of [
    ['POST', '/api/events', eventBody(server)],
    ['POST', `/api/events/${id}/copy`, undefined],
    ['PATCH', `/api/events/${id}`, { version: 1, title: 'x' }],
    ['POST', `/api/events/${id}/publish`, undefined],
    ['POST', `/api/events/${id}/cancel`, { reason: 'x' }],
    ['POST', `/api/events/${id}/staff-invitations`, {}],
    ['DELETE', `/api/ticket-types/${newId()}`, undefined],
  ] as const) {
    const refused = await server.request(method, path, { as: busy, ...(body ? { body } : {}) });
    expect(refused.statusCode, path).toBe(429);
    expect(refused.json().code).toBe('too_many_requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await server.request('GET', `/api/events/${id}`, { as: busy })).json()).toMatchObject({
    version: 1,
    title: 'Concert',
  });
  await createDraft(server, other);
  server.clock.advance(windowSeconds * 1000);
  await createDraft(server, busy);
});
