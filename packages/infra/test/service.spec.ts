import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { accountCreated } from '@onsale/contracts/auth/messages';
import { defineService, type ServiceParts, startService } from '@onsale/runtime';
import { pickFreePort, type TestInfra, testInfra, testLogger } from '@onsale/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { busMigrations, createDatabase } from '../src/index.js';

let infra: TestInfra;
beforeEach(async () => {
  infra = await testInfra('service', busMigrations.dir);
});
afterEach(() => infra.stop());

const service = (parts: ServiceParts) =>
  defineService({
    name: 'example',
    migrations: busMigrations.dir,
    settings: {},
    setup: () => parts,
  });

test('a start that fails closes what the setup opened, and leaves no subscription', async () => {
  const stops: string[] = [];
  const stop = async () => {
    stops.push('setup');
  };
  const heard = { name: 'example.heard', types: [accountCreated.type], handle: async () => {} };
  const twice = service({ subscriptions: [heard, heard], stop });
  await expect(startService(twice, infra, {})).rejects.toThrow('example.heard');
  expect(stops).toEqual(['setup']);

  const running = await startService(service({ subscriptions: [heard], stop }), infra, {});
  await running.stop();
  expect(stops).toEqual(['setup', 'setup']);
});

test('a part that fails to stop does not prevent the others from stopping, and is reported', async () => {
  const heard = { name: 'example.heard', types: [accountCreated.type], handle: async () => {} };
  const stop = async () => {
    throw new Error('the stream is stuck');
  };
  const twice = service({ subscriptions: [heard, heard], stop });
  await expect(startService(twice, infra, {})).rejects.toThrow('example.heard'); // its own cause

  const running = await startService(service({ subscriptions: [heard], stop }), infra, {});
  await expect(running.stop()).rejects.toThrow('the stream is stuck');
  const again = await startService(service({ subscriptions: [heard] }), infra, {});
  await again.stop();
});

test('a start waits for a database that is slow to come', async () => {
  const url = new URL(infra.database.url);
  const behind = Number(url.port);
  url.port = String(await pickFreePort());
  const database = createDatabase({
    ...{ url: url.href, name: 'late', maxConnections: 2, statementTimeoutMs: 15_000 },
    log: testLogger(),
  });
  const starting = startService(service({}), { ...infra, database }, {});
  await expect(database.query('select')).rejects.toMatchObject({ code: 'unavailable' });
  const way = createServer((socket) => {
    const onward = connect(behind, url.hostname);
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
  way.listen(Number(url.port), url.hostname);
  await once(way, 'listening');
  const running = await starting;
  await running.stop();
  await database.close();
  way.close();
});
