import type { RehearsalSession } from '@onsale/contracts/auth/http';
import { readSettings } from '@onsale/runtime';
import { type TestServer, testSessionKeys } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetSessions } from '../src/forget-sessions.js';
import { auth } from '../src/service.js';
import { newEmail, password, randomAddress, signIn, signUp, startAuth, whoIs } from './support.js';

const token = 'a-token-that-is-long-enough-for-an-operator';
const path = '/api/rehearsals/sessions';

let server: TestServer;
beforeAll(async () => {
  server = await startAuth({ ONSALE_OPERATOR_TOKEN: token });
});
afterAll(() => server.stop());

/** @param authorization the header; undefined: none is sent */
const ask = (
  body: object = { count: 1, minutes: 10 },
  authorization: string | undefined = `Bearer ${token}`,
  from = randomAddress(),
) =>
  server.request('POST', path, {
    body,
    headers: { 'x-forwarded-for': from, ...(authorization ? { authorization } : {}) },
  });

async function start(count: number, minutes = 10): Promise<RehearsalSession[]> {
  return (await ask({ count, minutes })).json().sessions;
}

const cookie = (session: RehearsalSession) => session.cookie;

describe('an operator', () => {
  it.each([
    ['no token', ''],
    ['another token', `Bearer ${token.replace('a', 'b')}`],
    ['the beginning of the token', `Bearer ${token.slice(0, -1)}`],
    ['the token and more', `Bearer ${token}x`],
    ['no scheme', token],
    ['another scheme', `Basic ${token}`],
    ['an empty token', 'Bearer '],
  ])(
    'gets an error that names the mistake when the request has %s',
    async (_what, authorization) => {
      const reply = await ask(undefined, authorization);
      expect(reply.statusCode).toBe(401);
      expect(reply.json()).toMatchObject({
        code: 'wrong_credentials',
        detail: expect.stringContaining('ONSALE_OPERATOR_TOKEN'),
      });
      expect(reply.body).not.toContain(token);
    },
  );

  it('a request with the token gets different accounts, each signed in', async () => {
    const sessions = await start(1000, 7);
    expect(new Set(sessions.map((one) => one.accountId)).size).toBe(1000);
    const [first] = sessions as [RehearsalSession];
    expect(first).toMatchObject({
      name: 'Rehearsal buyer',
      email: `${first.accountId}@rehearsal.invalid`,
    });
    expect(await whoIs(server, cookie(first))).toMatchObject({
      id: first.accountId,
      email: first.email,
      name: first.name,
    });
    const endsInMs = Date.parse(first.expiresAt) - server.clock.now().getTime();
    expect(endsInMs).toBeLessThanOrEqual(7 * 60_000);
    server.clock.advance(endsInMs - 1_000);
    expect(await whoIs(server, cookie(first))).not.toBeNull();
    server.clock.advance(1_000);
    expect(await whoIs(server, cookie(first))).toBeNull();
  });

  it('may write the scheme before the token in lower case', async () => {
    expect((await ask(undefined, `bearer ${token}`)).statusCode).toBe(201);
  });

  it('gets no error about the body before the token is right', async () => {
    expect((await ask({ count: 'many' }, 'Bearer no')).statusCode).toBe(401);
    expect((await ask({ count: 'many' })).statusCode).toBe(400);
  });

  it('is blocked after wrong tokens, even with the right one, until the window has passed', async () => {
    const from = randomAddress();
    const guess = () => ask(undefined, 'Bearer no', from);
    const statuses = (await Promise.all(Array.from({ length: 61 }, guess))).map(
      (reply) => reply.statusCode,
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const right = await ask(undefined, undefined, from);
    expect(right.statusCode).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask()).statusCode).toBe(201);
    server.clock.advance(15 * 60_000);
    expect((await ask(undefined, undefined, from)).statusCode).toBe(201);
  });

  it('may ask without a limit when the token is right', async () => {
    const from = randomAddress();
    for (let turn = 0; turn < 70; turn += 1) {
      expect((await ask(undefined, undefined, from)).statusCode).toBe(201);
    }
  });

  it('gets 503 with Retry-After when asking for more sessions than can be signed soon', async () => {
    const asked = Array.from({ length: 10 }, () => ask({ count: 200, minutes: 1 }));
    const replies = await Promise.all(asked);
    const busy = replies.filter((reply) => reply.statusCode !== 201);
    expect(busy.map((reply) => reply.json().code)).toEqual(['overloaded']);
    expect(busy[0]?.headers['retry-after']).toBe('1');
  });
});

describe('a person signed in for a rehearsal', () => {
  it('signs out like any account, in every service', async () => {
    const [first, second] = (await start(2)) as [RehearsalSession, RehearsalSession];
    const reply = await server.request('POST', '/api/users/signout', {
      headers: { cookie: cookie(first) },
    });
    expect(reply.statusCode).toBe(204);
    expect(await whoIs(server, cookie(first))).toBeNull();
    expect(await whoIs(server, cookie(second))).not.toBeNull();
    const [message] = await server.infra.database.query<{ messages: object[] }>(
      'select messages from outbox order by id desc limit 1',
    );
    expect(JSON.stringify(message)).toContain(first.accountId);
  });

  it('cannot sign in again: there is no account', async () => {
    const [{ email }] = (await start(1)) as [RehearsalSession];
    expect((await signIn(server, email, password)).statusCode).toBe(401);
  });

  it('does not keep others from signing in while thousands of sessions are created', async () => {
    const email = newEmail();
    await signUp(server, { email });
    let made = false;
    const making = Promise.all([start(1000), start(1000)]).then(() => {
      made = true;
    });
    expect((await signIn(server, email)).statusCode).toBe(200);
    expect(made).toBe(false);
    await making;
  });

  it('is deleted when their session is over', async () => {
    const [{ accountId }] = (await start(1, 1)) as [RehearsalSession];
    expect(await sessionsOf(accountId)).toBe(1);
    server.clock.advance(60_001);
    await forgetSessions({ database: server.infra.database, clock: server.clock }).run();
    expect(await sessionsOf(accountId)).toBe(0);
  });
});

const sessionsOf = async (accountId: string) =>
  (await server.infra.database.query('select from session where account_id = $1', [accountId]))
    .length;

it('an install without a token has no such route', async () => {
  const closed = await startAuth();
  try {
    const authorizations = ['', 'Bearer ', 'Bearer undefined', `Bearer ${token}`];
    for (const authorization of authorizations) {
      const reply = await closed.request('POST', path, { body: {}, headers: { authorization } });
      expect(reply.statusCode).toBe(404);
      expect(reply.json().detail).toContain('ONSALE_OPERATOR_TOKEN is empty');
    }
  } finally {
    await closed.stop();
  }
});

it.each(['short', 'x'.repeat(201), `${'x'.repeat(20)} ${'x'.repeat(20)}`])(
  'the token %s is refused at start, and not shown',
  (wrong) => {
    const given = {
      ONSALE_SESSION_PRIVATE_KEY: testSessionKeys.privateKey,
      ONSALE_OPERATOR_TOKEN: wrong,
    };
    const read = () => readSettings(auth.settings, given);
    expect(read).toThrow(/^ONSALE_OPERATOR_TOKEN must be 32 to 200 letters[^;]*$/);
    expect(read).not.toThrow(wrong);
  },
);
