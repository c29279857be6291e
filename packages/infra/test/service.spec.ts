import { accountCreated } from '@onsale/contracts/auth/messages';
import { defineService, type ServiceParts, startService } from '@onsale/runtime';
import { type TestInfra, testInfra } from '@onsale/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { busMigrations } from '../src/index.js';

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
