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
    const cookie = String((await signUp(server)).headers['set-cookie']);
    expect(cookie).toMatch(/^onsale_session=[\w-]+\.[\w-]+\.[\w-]+; /);
    expect(cookie).toContain('; HttpOnly');
    expect(cookie).toContain('; SameSite=Lax');
    expect(cookie).toContain('; Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('is secure where the site is served over HTTPS', async () => {
    const response = await server.request('POST', '/api/users/signup', {
      body: { email: newEmail(), name: 'Ada', password: 'correct horse battery' },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(String(response.headers['set-cookie'])).toContain('; Secure');
  });

  it('lasts as long as the setting says', async () => {
    const cookie = cookieOf(await signUp(server));
    server.clock.advance(2 * 86_400_000 - 10_000);
    expect(await whoIs(server, cookie)).not.toBeNull();
    server.clock.advance(10_000);
    expect(await whoIs(server, cookie)).toBeNull();
  });
});

it('a token has a code of its payload for each service that shares a key with auth', async () => {
  const keys = ['orders'.padEnd(40, 'o'), 'payments'.padEnd(40, 'p')];
  const sharing = await startAuth({ ONSALE_SESSION_CHECK_KEYS: keys.join(',') });
  try {
    const cookie = cookieOf(await signUp(sharing));
    expect(await whoIs(sharing, cookie)).toMatchObject({ name: 'Ada' }); // by its signature
    const [header = '', payload = ''] = cookie.replace('onsale_session=', '').split('.');
    const { codes } = JSON.parse(Buffer.from(header, 'base64url').toString());
    expect(codes).toEqual(
      Object.fromEntries(
        keys.map(createSessionCheck).map((check) => [check.id, check.codeOf(payload)]),
      ),
    );
  } finally {
    await sharing.stop();
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
    'with another name in it': (token) => {
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
    const forged = forgeries[what]?.(cookie.slice('onsale_session='.length));
    expect(await whoIs(server, `onsale_session=${forged}`)).toBeNull();
  });
});

describe('signing out', () => {
  it('clears the cookie, ends this session at once and leaves the others', async () => {
    const email = newEmail();
    const phone = cookieOf(await signUp(server, { email }));
    const laptop = cookieOf(await signIn(server, email));
    const response = await signOut(phone);
    expect(response.statusCode).toBe(204);
    expect(String(response.headers['set-cookie'])).toMatch(/^onsale_session=;.*1970/);
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
