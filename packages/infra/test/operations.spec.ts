import { addOperations, createHttpServer } from '@onsale/runtime';
import { testBusDatabase, testLogger, testSessionKeys } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalBus, type LocalBus } from '../src/local/bus.js';

const log = testLogger();
const token = 'an-operator-token-for-tests-only-0123456789';
const authorization = `Bearer ${token}`;
const id = '0192f0c1-2345-7abc-8def-0123456789ab';
const routes: { method: 'GET' | 'POST'; url: string }[] = [];
let store: Awaited<ReturnType<typeof testBusDatabase>>;
let bus: LocalBus;
let app: Awaited<ReturnType<typeof createServer>>;

const createServer = () =>
  createHttpServer({
    services: [],
    clock: { now: () => new Date() },
    log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });

beforeAll(async () => {
  store = await testBusDatabase();
  bus = await createLocalBus({ url: store.url, log });
  app = await createServer();
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (one === 'GET' || one === 'POST')
        routes.push({ method: one as 'GET' | 'POST', url: url.replace(':id', id) });
    }
  });
  addOperations(app, { services: [], bus, log, operatorToken: token });
});
afterAll(async () => {
  await app.close();
  await bus.stop();
  await store.drop();
});

/** All routes but the probes: a new route is closed until it is listed as a probe. */
const probes = ['/healthz', '/readyz'];
const operatorRoutes = () => routes.filter(({ url }) => !probes.includes(url));

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') =>
  app.inject({ method, url, headers: { host: '127.0.0.1:3000', ...headers } });

describe('the routes for operators', () => {
  test('answer a request with the operator token, in whichever form it is sent', async () => {
    const statuses = [];
    for (const headers of [{}, { host: 'tickets.example.org', 'x-forwarded-for': '203.0.113.9' }]) {
      for (const { method, url } of operatorRoutes()) {
        statuses.push((await ask(url, { ...headers, authorization }, method)).statusCode);
      }
    }
    expect(statuses).toHaveLength(8);
    for (const status of statuses) expect([200, 204, 404]).toContain(status);
    expect((await ask('/metrics', { authorization })).body).toContain('process_cpu_seconds_total');
    expect((await ask('/dead-letters', { authorization })).json()).toEqual({ items: [] });
  });

  test.each([
    ['from this machine', {}],
    ['under a name of this machine', { host: 'localhost' }],
    ['through a proxy that passes its own name', { host: 'localhost', 'x-real-ip': '127.0.0.1' }],
    ['that says it is forwarded from here', { 'x-forwarded-for': '127.0.0.1' }],
    ['that says so in the standard way', { forwarded: 'for=127.0.0.1;host=localhost' }],
    ['under the name of another site', { host: 'rebound.example:3000' }],
    ['with another token', { authorization: `Bearer ${token.replace('0', '1')}` }],
    ['with the beginning of the token', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['with more than the token', { authorization: `Bearer ${token}0` }],
    ['with an empty token', { authorization: 'Bearer ' }],
    ['with the token as a password', { authorization: `Basic ${btoa(`operator:${token}`)}` }],
    ['with the token as a cookie', { cookie: `operatorToken=${token}` }],
  ])('are refused to a request %s', async (_how, headers) => {
    for (const { method, url } of operatorRoutes()) {
      const answer = await ask(url, headers, method);
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 401, 'wrong_credentials']);
      expect(answer.body).not.toContain('process_');
    }
    for (const url of operatorRoutes().map((route) => `${route.url}?token=${token}`)) {
      expect([url, [401, 404]]).toEqual([
        url,
        expect.arrayContaining([(await ask(url)).statusCode]),
      ]);
    }
  });

  test('leave a line in the security log for a replay that is refused', async () => {
    const lines: object[] = [];
    const recorded = await createServer();
    const recording = { ...log, info: (fields: object) => void lines.push(fields) };
    addOperations(recorded, { services: [], bus, log: recording, operatorToken: token });
    const url = `/dead-letters/${id}/replay`;
    for (const sent of [`Bearer ${token}0`, authorization]) {
      await recorded.inject({ method: 'POST', url, headers: { authorization: sent } });
    }
    await recorded.close();
    const line = { security: 'dead_letter_replayed', outcome: 'refused', from: '127.0.0.1' };
    expect(lines).toMatchObject([
      { ...line, code: 'wrong_credentials', about: { id } },
      { ...line, code: 'not_found', about: { id } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  test('are closed where no token is set, even to an empty token', async () => {
    const closed = await createServer();
    addOperations(closed, { services: [], bus, log, operatorToken: '' });
    for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: 'Bearer' }]) {
      const answer = await closed.inject({ url: '/metrics', headers });
      expect([answer.statusCode, answer.json().detail]).toEqual([
        404,
        expect.stringContaining('ONSALE_OPERATOR_TOKEN is empty'),
      ]);
    }
    await closed.close();
  });

  test('reports on the services while the bus is down', async () => {
    const [lost, silent] = [await testBusDatabase(), await createServer()];
    const away = await createLocalBus({ url: lost.url, log });
    await away.stop();
    addOperations(silent, { services: [], bus: away, log, operatorToken: token });
    const response = await silent.inject({ url: '/metrics', headers: { authorization } });
    expect(response.statusCode).toBe(200);
    await silent.close();
    await lost.drop();
  });
});
