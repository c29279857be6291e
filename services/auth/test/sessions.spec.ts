import { createHmac } from 'node:crypto';
import { currentUser } from '@onsale/contracts/auth/http';
import {
  createHttpServer,
  createSessionCheck,
  defineService,
  route,
  startService,
} from '@onsale/runtime';
import { eventually, type TestServer, testInfra, testSessionKeys } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, newEmail, signIn, signUp, startAuth, whoIs } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startAuth({ ONSALE_SESSION_DAYS: '2' });
});
afterAll(() => server.stop());

const signOut = (cookie: string) =>
  server.request('POST', '/api/users/signout', { headers: { cookie } });

describe('the session cookie', () => {
  it('is sent to this site only and hidden from scripts', async () => {
    const cookies = [(await signUp(server)).headers['set-cookie']].flat().map(String);
    expect(cookies.map((one) => one.replace(/_[0-9a-f]{8}=.*/, ''))).toEqual([
      ...['onsale_session', 'onsale_signed_in', 'onsale_device'],
    ]);
    expect(cookies[0]).toMatch(/^onsale_session_[0-9a-f]{8}=[\w-]+\.[\w-]+\.[\w-]+; /);
    expect(cookies[1]).toMatch(/^onsale_signed_in_[0-9a-f]{8}=1; /);
    for (const one of cookies) {
      // Scripts read only the mark that there is a session.
      expect([one, one.includes('; HttpOnly')]).toEqual([one, !one.startsWith('onsale_signed_in')]);
      expect(one).toContain('; SameSite=Lax');
      expect(one).toContain('; Path=/');
      expect(one).not.toContain('Secure');
    }
  });

  it('is for this host alone where the site is served over HTTPS', async () => {
    const response = await server.request('POST', '/api/users/signup', {
      body: { email: newEmail(), name: 'Ada', password: 'correct horse battery' },
      headers: { 'x-forwarded-proto': 'https' },
    });
    const cookies = [response.headers['set-cookie']].flat().map(String);
    expect(cookies.map((one) => one.replace(/[0-9a-f]{8}=.*/, ''))).toEqual([
      '__Host-onsale_session_',
      '__Host-onsale_signed_in_',
      '__Host-onsale_device_',
    ]);
    for (const one of cookies) {
      expect(one).toMatch(/; Secure/);
      expect(one).toMatch(/; Path=\/;/);
      expect(one).not.toContain('Domain');
    }
    const asked = { cookie: cookieOf(response), 'x-forwarded-proto': 'https' };
    const { account } = (
      await server.request('GET', '/api/users/currentuser', { headers: asked })
    ).json();
    expect(account).toMatchObject({ name: 'Ada' });
  });

  it('under the name of an older release is still read until its session ends, and then deleted', async () => {
    const response = await signUp(server);
    const old = cookieOf(response).replace(/^onsale_session_\w+=/, 'onsale_session=');
    expect(await whoIs(server, old)).toMatchObject({ name: 'Ada' });
    const taken = [(await signOut(`${old}; onsale_signed_in=1`)).headers['set-cookie']].flat();
    expect(taken.map((one) => String(one).split(';')[0])).toEqual(
      expect.arrayContaining(['onsale_session=', 'onsale_signed_in=']),
    );
    expect(await whoIs(server, old)).toBeNull();
  });

  it('lasts as long as the setting says', async () => {
    const cookie = cookieOf(await signUp(server));
    server.clock.advance(2 * 86_400_000 - 10_000);
    expect(await whoIs(server, cookie)).not.toBeNull();
    server.clock.advance(10_000);
    expect(await whoIs(server, cookie)).toBeNull();
  });
});

it('a token carries a code over its payload for each service that shares a key with auth', async () => {
  const keys = ['orders'.padEnd(40, 'o'), 'payments'.padEnd(40, 'p')];
  const sharing = await startAuth({ ONSALE_SESSION_CHECK_KEYS: keys.join(',') });
  try {
    const cookie = cookieOf(await signUp(sharing));
    expect(await whoIs(sharing, cookie)).toMatchObject({ name: 'Ada' }); // checked by its signature
    const [header = '', payload = ''] = cookie.replace(/^\w+=/, '').split('.');
    const { codes } = JSON.parse(Buffer.from(header, 'base64url').toString());
    expect(codes).toEqual(
      Object.fromEntries(
        keys
          .map((key) => createSessionCheck(key, testSessionKeys.publicKey))
          .map((check) => [check.id, check.codeOf(payload)]),
      ),
    );
  } finally {
    await sharing.stop();
  }
});

it('signing in makes a session of its own, and does not end that of the browser', async () => {
  const email = newEmail();
  const first = cookieOf(await signUp(server, { email }));
  const second = cookieOf(await signIn(server, email, undefined, undefined, first));
  const idOf = (cookie: string) =>
    JSON.parse(Buffer.from(cookie.split('.')[1] ?? '', 'base64url').toString()).sid;
  expect(second.split('=')[0]).toBe(first.split('=')[0]);
  expect(idOf(second)).not.toBe(idOf(first));
  for (const cookie of [first, second]) expect(await whoIs(server, cookie)).not.toBeNull();
});

it('neither the cookie that recognises a browser nor the code of a ticket is a session', async () => {
  const response = await signUp(server);
  const [name = ''] = cookieOf(response).split('=');
  const device = [response.headers['set-cookie']].flat().map(String).at(-1) ?? '';
  const [, value = ''] = /^onsale_device_\w+=([^;]+)/.exec(device) ?? [];
  expect(value).toMatch(/\./);
  for (const other of [value, `${value}.${value}`, `OT1.${'A'.repeat(167)}`]) {
    expect(await whoIs(server, `${name}=${other}`)).toBeNull();
  }
});

describe('a token', () => {
  const forge = (header: object, changes: object, sign: (text: string) => string) => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return (token: string) => {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      const text = `${encode(header)}.${encode({ ...claims, ...changes })}`;
      return `${text}.${sign(text)}`;
    };
  };
  const forgeries: Record<string, (token: string) => string> = {
    'with another name inside': (token) => {
      const signature = token.split('.')[2] ?? '';
      return forge({ alg: 'RS256' }, { name: 'Eve' }, () => signature)(token);
    },
    'that says it needs no signature': forge({ alg: 'none' }, {}, () => ''),
    'signed with the public key as if it were a secret': forge({ alg: 'HS256' }, {}, (text) =>
      createHmac('sha256', testSessionKeys.publicKey).update(text).digest('base64url'),
    ),
  };

  it.each(Object.keys(forgeries))('%s is rejected', async (what) => {
    const cookie = cookieOf(await signUp(server));
    expect(await whoIs(server, cookie)).not.toBeNull();
    const [name = '', token = ''] = cookie.split('=');
    expect(await whoIs(server, `${name}=${forgeries[what]?.(token)}`)).toBeNull();
  });
});

describe('signing out', () => {
  it('clears the cookie, ends this session at once and leaves the others', async () => {
    const email = newEmail();
    const phone = cookieOf(await signUp(server, { email }));
    const laptop = cookieOf(await signIn(server, email));
    const response = await signOut(phone);
    expect(response.statusCode).toBe(204);
    expect(String(response.headers['set-cookie'])).toMatch(/^onsale_session_\w+=;.*1970/);
    expect(await whoIs(server, phone)).toBeNull();
    expect(await whoIs(server, laptop)).not.toBeNull();
  });

  it('twice, or without being signed in, is harmless', async () => {
    const cookie = cookieOf(await signUp(server));
    expect((await signOut(cookie)).statusCode).toBe(204);
    expect((await signOut(cookie)).statusCode).toBe(204);
    expect((await signOut('')).statusCode).toBe(204);
    expect((await signOut('onsale_session=nonsense')).statusCode).toBe(204);
  });

  it('ends the session in the other services too', async () => {
    const other = defineService({
      name: 'other',
      migrations: new URL('../../expiration/migrations/', import.meta.url),
      settings: {},
      setup: () => ({
        routes: [
          route(currentUser, async ({ session }) => {
            const account = session && { id: session.accountId, email: '', name: '' };
            return { status: 200, body: { account: account ?? null } };
          }),
        ],
      }),
    });
    const own = await testInfra('other', other.migrations);
    const infra = { ...own, bus: server.infra.bus, clock: server.clock };
    const service = await startService(other, infra, {});
    const app = await createHttpServer({
      services: [service],
      clock: server.clock,
      log: own.log,
      sessionPublicKey: testSessionKeys.publicKey,
      trustProxy: 'loopback',
      checkReplies: true,
    });
    const seen = async (cookie: string) =>
      (await app.inject({ url: '/api/users/currentuser', headers: { cookie } })).json().account;

    const cookie = cookieOf(await signUp(server));
    expect(await seen(cookie)).not.toBeNull();
    await signOut(cookie);
    await eventually(async () => expect(await seen(cookie)).toBeNull());

    await app.close();
    await service.stop();
    await own.stop();
  });
});
