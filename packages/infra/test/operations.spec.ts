import { addOperations, createHttpServer } from '@onsale/runtime';
import { testBusDatabase, testLogger, testSessionKeys } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalBus, type LocalBus } from '../src/local/bus.js';

const log = testLogger();
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
  addOperations(app, { services: [], bus, metricsFor: 'this machine' });
});
afterAll(async () => {
  await app.close();
  await bus.stop();
  await store.drop();
});

const ask = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: '127.0.0.1:3000', ...headers } });

describe('the routes for operators', () => {
  test.each(['/metrics', '/dead-letters'])(
    'are answered on the machine itself: %s',
    async (url) => {
      expect((await ask(url)).statusCode).toBe(200);
      expect((await ask(url, { host: 'localhost' })).statusCode).toBe(200);
    },
  );

  test.each([
    ['forwarded by a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['under the name of another site', { host: 'rebound.example:3000' }],
    [
      'under the name of another site that says it is forwarded',
      { host: 'rebound.example:3000', 'x-forwarded-host': 'localhost' },
    ],
    ['forwarded in the standard way', { forwarded: 'for=203.0.113.9' }],
  ])('do not exist for a request that is %s', async (_how, headers) => {
    expect((await ask('/metrics', headers)).statusCode).toBe(404);
    expect((await ask('/dead-letters', headers)).statusCode).toBe(404);
  });

  test('reports on the services while the bus is down', async () => {
    const [lost, silent] = [await testBusDatabase(), await createServer()];
    const away = await createLocalBus({ url: lost.url, log });
    await away.stop();
    addOperations(silent, { services: [], bus: away, metricsFor: 'this machine' });
    const url = '/metrics';
    const response = await silent.inject({ url, headers: { host: 'localhost' } });
    expect(response.statusCode).toBe(200);
    await silent.close();
    await lost.drop();
  });
});
