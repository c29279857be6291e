import { request } from 'node:http';
import { createServer } from 'node:net';
import { defineRoute } from '@onsale/contracts/route';
import {
  createLogger,
  defineService,
  type InfraProvider,
  integer,
  route,
  startProcess,
  text,
} from '@onsale/runtime';
import {
  eventually,
  pickFreePort,
  type TestInfra,
  testInfra,
  testSessionKeys,
} from '@onsale/testing';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const migrations = new URL('../../../services/expiration/migrations/', import.meta.url);

const slow = defineRoute({
  id: 'slow',
  service: 'orders',
  method: 'GET',
  path: '/api/slow',
  summary: 'Answers when the test lets it',
  access: 'public',
  responses: { 200: Type.Object({ done: Type.Boolean() }) },
});

/** The gate that the route waits at, and the number of requests waiting there. */
let gate: { asked: number; open: () => void; opened: Promise<void> };

const service = defineService({
  name: 'expiration', // a service whose database has no tables of its own
  migrations,
  settings: { size: integer('ONSALE_SIZE', { doc: 'For this test', min: 1, max: 9 }) },
  setup: () => ({
    routes: [
      route(slow, async () => {
        gate.asked += 1;
        await gate.opened;
        return { status: 200, body: { done: true } };
      }),
    ],
  }),
});

let infra: TestInfra;
let disconnected: number;
const infraProvider: InfraProvider = {
  settings: () => ({ place: text('ONSALE_PLACE', { doc: 'For this test', default: 'here' }) }),
  connect: async () => ({
    infra: { ...infra, log: createLogger('silent') },
    stop: async () => {
      disconnected += 1;
    },
  }),
};

const operatorToken = 'an-operator-token-for-tests-only-0123456789';
let environment: Record<string, string>;
let ports: { api: number; operations: number };

beforeEach(async () => {
  infra = await testInfra('expiration', migrations);
  disconnected = 0;
  ports = { api: await pickFreePort(), operations: await pickFreePort() };
  environment = {
    PORT: String(ports.api),
    ONSALE_OPERATIONS_PORT: String(ports.operations),
    ONSALE_SESSION_PUBLIC_KEY: testSessionKeys.publicKey.replaceAll('\n', '\\n'),
    ONSALE_OPERATOR_TOKEN: operatorToken,
    ONSALE_SIZE: '3',
    ONSALE_DRAIN_SECONDS: '1',
  };
  gate = { asked: 0, open: () => undefined, opened: Promise.resolve() };
});
afterEach(() => infra.stop());

describe('a service in a process of its own', () => {
  test('serves its routes on one port, and probes and operators on the other', async () => {
    const running = await startProcess(service, infraProvider, { environment });
    const api = `http://127.0.0.1:${ports.api}`;
    const operations = `http://127.0.0.1:${ports.operations}`;
    expect((await fetch(`${api}/api/slow`)).status).toBe(200);
    expect((await fetch(`${operations}/api/slow`)).status).toBe(404);
    const headers = { authorization: `Bearer ${operatorToken}` };
    for (const path of ['/healthz', '/readyz', '/metrics', '/dead-letters']) {
      expect([path, (await fetch(operations + path, { headers })).status]).toEqual([path, 200]);
      expect([path, (await fetch(api + path, { headers })).status]).toEqual([path, 404]);
    }
    await running.stop();
    expect(disconnected).toBe(1);
  });

  test('requires the operator token, except for metrics on a port for monitoring alone', async () => {
    const statuses = async (more: Record<string, string>) => {
      const running = await startProcess(service, infraProvider, {
        environment: { ...environment, ...more },
      });
      const paths = ['/healthz', '/metrics', '/dead-letters'];
      const asked = paths.map((path) => get(ports.operations, path));
      const answers = (await Promise.all(asked)).map(({ status }) => status);
      await running.stop();
      return answers;
    };
    expect(await statuses({})).toEqual([200, 401, 401]);
    expect(await statuses({ ONSALE_METRICS_OPEN: '1' })).toEqual([200, 200, 401]);
    expect(await statuses({ ONSALE_OPERATOR_TOKEN: '' })).toEqual([200, 404, 404]);
  });

  test('on SIGTERM reports that it is not ready, keeps serving, finishes its requests, and exits', async () => {
    const running = await startProcess(service, infraProvider, {
      // For the requests below, which are sent while it drains.
      environment: { ...environment, ONSALE_DRAIN_SECONDS: '5' },
    });
    gate.opened = new Promise((resolve) => {
      gate.open = resolve;
    });
    const inHand = get(ports.api, '/api/slow');
    await eventually(() => expect(gate.asked).toBe(1));

    let stopped = false;
    const stopping = running.stop().then(() => {
      stopped = true;
    });
    const ready = await get(ports.operations, '/readyz');
    expect([ready.status, JSON.parse(ready.body)]).toEqual([
      503,
      { status: 'draining', services: { expiration: true } },
    ]);
    expect((await get(ports.operations, '/healthz')).status).toBe(200);
    const late = get(ports.api, '/api/slow');
    await eventually(() => expect(gate.asked).toBe(2));
    // Requests after the time to drain are refused, while these two still wait.
    await eventually(async () => {
      await expect(get(ports.api, '/api/none')).rejects.toThrow('ECONNREFUSED');
    });
    expect([stopped, disconnected]).toEqual([false, 0]);

    gate.open();
    expect((await inHand).status).toBe(200);
    expect(await late).toMatchObject({ status: 200, connection: 'close' });
    await stopping;
    expect(disconnected).toBe(1);
    await expect(get(ports.operations, '/healthz')).rejects.toThrow();
  });

  test('names every setting that is wrong, missing or unknown, before it connects', async () => {
    const wrong = { ...environment, ONSALE_SIZE: '10', ONSALE_DRAIN_SECONDS: 'soon' };
    await expect(startProcess(service, infraProvider, { environment: wrong })).rejects.toThrow(
      /ONSALE_DRAIN_SECONDS must be a whole number.*ONSALE_SIZE must be a whole number from 1 to 9/,
    );
    const { ONSALE_SESSION_PUBLIC_KEY: _, ...missing } = environment;
    await expect(startProcess(service, infraProvider, { environment: missing })).rejects.toThrow(
      'ONSALE_SESSION_PUBLIC_KEY must be set',
    );
    const unknown = { ...environment, ONSALE_PLAICE: 'x' };
    await expect(startProcess(service, infraProvider, { environment: unknown })).rejects.toThrow(
      /ONSALE_PLAICE: no such setting.*ONSALE_PLACE/,
    );
  });

  test('closes everything when it cannot start', async () => {
    const taken = createServer().listen(ports.operations, '127.0.0.1');
    await expect(startProcess(service, infraProvider, { environment })).rejects.toThrow(
      'EADDRINUSE',
    );
    expect(disconnected).toBe(1);
    await expect(get(ports.api, '/api/slow')).rejects.toThrow('ECONNREFUSED');
    taken.close();
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

/** Sends a GET request on a connection that stays open if the server keeps it open. */
const get = (port: number, path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ port, path, host: '127.0.0.1', headers: { connection: 'keep-alive' } });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      const { statusCode: status, headers } = response;
      response.once('end', () => resolve({ status, connection: headers.connection, body }));
    });
    asked.end();
  });
