import { rates } from '@onsale/contracts/limits';
import { eventually, type TestServer } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, newEmail, signIn, signUp, startAuth, whoIs } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startAuth();
});
afterAll(() => server.stop());

const rename = (cookie: string, name: string) =>
  server.request('PATCH', '/api/users/currentuser', { body: { name }, headers: { cookie } });

describe('changing the name of an account', () => {
  it('is published as the next version, and applies to this session and later ones', async () => {
    const heard: unknown[] = [];
    const stop = await server.infra.bus.subscribe({
      name: 'test.renamed',
      types: ['account.created'],
      handle: async (messages) => {
        heard.push(...messages.map(({ data }) => data));
      },
    });
    const email = newEmail();
    const signedUp = await signUp(server, { email, name: 'Ada Lovelacs' });
    const { id } = signedUp.json();
    const renamed = await rename(cookieOf(signedUp), ' Ada  Lovelace\u202e ');
    expect(renamed.statusCode).toBe(200);
    expect(renamed.json()).toEqual({ id, email, name: 'Ada Lovelace' });
    expect(await whoIs(server, cookieOf(renamed))).toEqual(renamed.json());
    expect((await signIn(server, email)).json().name).toBe('Ada Lovelace');
    await eventually(() =>
      expect(heard).toContainEqual({ accountId: id, version: 2, email, name: 'Ada Lovelace' }),
    );
    // The same name again changes nothing.
    await rename(cookieOf(renamed), 'Ada Lovelace');
    const [row] = await server.infra.database.query<{ version: number }>(
      'select version from account where id = $1',
      [id],
    );
    expect(row?.version).toBe(2);
    await stop();
  });

  it('reaches the owner’s other browsers when they next ask who is signed in', async () => {
    const email = newEmail();
    const phone = cookieOf(await signUp(server, { email, name: 'Ada' }));
    const laptop = cookieOf(await signIn(server, email));
    await rename(laptop, 'Ada Lovelace');
    const look = await server.request('GET', '/api/users/currentuser', {
      headers: { cookie: phone },
    });
    expect(look.json().account.name).toBe('Ada Lovelace');
    // From now on this browser’s own token has the new name, in the same session.
    const renewed = cookieOf(look);
    const again = await server.request('GET', '/api/users/currentuser', {
      headers: { cookie: renewed },
    });
    expect(again.json().account.name).toBe('Ada Lovelace');
    expect(again.headers['set-cookie']).toBeUndefined();
    await server.request('POST', '/api/users/signout', { headers: { cookie: renewed } });
    expect(await whoIs(server, phone)).toBeNull();
    expect(await whoIs(server, laptop)).not.toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['what cannot be seen', '\u200b\u3164'],
    ['marks piled on a letter', `a${'\u0301'.repeat(90)}`],
    ['too much', 'a'.repeat(101)],
    ['NUL', 'a\0'],
  ])('is refused with %s as the name', async (_what, name) => {
    const signedUp = await signUp(server, { name: 'Ada' });
    expect((await rename(cookieOf(signedUp), name)).statusCode).toBe(400);
    expect((await whoIs(server, cookieOf(signedUp))).name).toBe('Ada');
  });

  it('is possible a few times an hour, and after that says when it is again', async () => {
    const cookie = cookieOf(await signUp(server));
    for (let n = 0; n < rates.changesOfName.max; n++) {
      expect((await rename(cookie, `Ada ${n}`)).statusCode).toBe(200);
    }
    const refused = await rename(cookie, 'Ada again');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBeDefined();
  });
});
