import { createHttpServer, type Logger, readSettings, startService } from '@onsale/runtime';
import { testInfra, testSessionKeys } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auth } from '../src/service.js';

const lines: Record<string, unknown>[] = [];
const record = (fields: object) => void lines.push(fields as Record<string, unknown>);
const log: Logger = { debug: record, info: record, warn: record, error: record, child: () => log };
const password = 'correct horse battery';
const email = 'ada.lovelace@example.org';

let server: Awaited<ReturnType<typeof start>>;
async function start() {
  const infra = await testInfra(auth.name, auth.migrations);
  const settings = {
    ONSALE_SESSION_PRIVATE_KEY: testSessionKeys.privateKey,
    ONSALE_SIGNINS_PER_ACCOUNT: '2',
  };
  const service = await startService(auth, infra, readSettings(auth.settings, settings));
  const app = await createHttpServer({
    ...{ services: [service], clock: infra.clock, log, trustProxy: 'loopback', checkReplies: true },
    sessionPublicKey: testSessionKeys.publicKey,
  });
  const stop = async () => {
    await app.close();
    await service.stop();
    await infra.stop();
  };
  return { app, stop };
}
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

const post = (path: string, payload?: object, cookie = '') =>
  server.app.inject({
    ...{ method: 'POST' as const, url: `/api/users/${path}`, ...(payload ? { payload } : {}) },
    headers: { 'x-forwarded-for': '203.0.113.9', cookie },
  });
const security = () => lines.filter((line) => 'security' in line);

it('sign-ups, sign-ins, sign-outs and refusals are logged with ids and the network alone', async () => {
  const signedUp = await post('signup', { email, name: 'Ada Lovelace', password });
  const { id } = signedUp.json<{ id: string }>();
  const again = await post('signup', { email, name: 'Ada Lovelace', password });
  expect(again.statusCode).toBe(409);
  const cookie = String(signedUp.headers['set-cookie']).split(';', 1).join('');
  const signedIn = await post('signin', { email, password });
  await post('signin', { email, password: 'wrong horse battery' });
  await post('signin', { email: 'nobody@example.org', password: 'wrong horse battery' });
  await post('signin', { email, password: 'wrong horse battery' });
  await post('signin', { email, password: 'wrong horse battery' });
  await post('signout', undefined, cookie);
  await post('signout');

  const told = security().map((line) => [line.security, line.code ?? 'done', line.accountId]);
  expect(told).toEqual([
    ['signed_up', 'done', id],
    ['signed_up', 'email_taken', undefined],
    ['signed_in', 'done', id],
    ['signed_in', 'wrong_credentials', id],
    ['signed_in', 'wrong_credentials', undefined],
    ['signed_in', 'wrong_credentials', id],
    ['signed_in', 'too_many_requests', undefined],
    ['signed_out', 'done', id],
  ]);
  for (const line of security()) {
    expect(line.from).toBe('203.0.113.9');
    expect(line.requestId).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(security()[2]?.requestId).toBe(signedIn.headers['x-request-id']);
  expect(JSON.stringify(lines)).not.toMatch(/lovelace|horse|example\.org/i);
});
