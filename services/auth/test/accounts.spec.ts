import { readFile } from 'node:fs/promises';
import { eventually, type TestServer } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auth } from '../src/service.js';
import { cookieOf, newEmail, password, signIn, signUp, startAuth, whoIs } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startAuth();
});
afterAll(() => server.stop());

const countAccounts = async (email: string) => {
  const rows = await server.infra.database.query<{ email: string }>(
    'select email from account where lower(email) = lower($1)',
    [email],
  );
  return rows.length;
};

describe('signing up', () => {
  it('removes direction marks and line breaks from a name', async () => {
    const response = await signUp(server, {
      name: ' Ada\r\n\u202eecalevoL\u202c \u{1f469}\u200d\u{1f680}',
    });
    expect(response.json().name).toBe('Ada ecalevoL \u{1f469}\u200d\u{1f680}');
  });

  it('creates an account, publishes it, and signs in', async () => {
    const heard: unknown[] = [];
    const stop = await server.infra.bus.subscribe({
      name: 'test.account-created',
      types: ['account.created'],
      handle: async (messages) => {
        heard.push(...messages);
      },
    });
    const email = newEmail();
    const response = await signUp(server, { email: ` ${email} `, name: ' Ada Lovelace ' });
    expect(response.statusCode).toBe(201);
    const account = response.json();
    expect(account).toEqual({ id: expect.any(String), email, name: 'Ada Lovelace' });
    expect(await whoIs(server, cookieOf(response))).toEqual(account);
    await eventually(() =>
      expect(heard).toContainEqual(
        expect.objectContaining({
          type: 'account.created',
          subject: account.id,
          data: { accountId: account.id, version: 1, email, name: 'Ada Lovelace' },
        }),
      ),
    );
    await stop();
  });

  it('twice at the same instant with one address creates one account', async () => {
    const email = newEmail();
    const asked = Array.from({ length: 10 }, (_, turn) =>
      signUp(server, { email: turn % 2 === 0 ? email : email.toUpperCase() }),
    );
    const responses = await Promise.all(asked);
    const statuses = responses.map((response) => response.statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
    const refused = responses.find((response) => response.statusCode === 409);
    expect(refused?.json().code).toBe('email_taken');
    expect(refused?.headers['set-cookie']).toBeUndefined();
    expect(await countAccounts(email)).toBe(1);
    const [sessions] = await server.infra.database.query<{ count: number }>(
      `select count(*) as count from session join account on account.id = account_id
       where lower(email) = lower($1)`,
      [email],
    );
    expect(sessions?.count).toBe(1);
  });

  it.each([
    ['a zero width', (email: string) => email.replace('@', '\u200b@')],
    ['the letters of full width', (email: string) => email.replace('@', '＠').replace('o', 'ｏ')],
    ['a bidi override', (email: string) => `\u202e${email}\u202c`],
    ['other case and a joiner', (email: string) => `${email.toUpperCase()}\u200d`],
  ])('creates no second account for an address that differs by %s', async (_what, vary) => {
    const email = newEmail();
    expect((await signUp(server, { email: vary(email) })).statusCode).toBe(201);
    expect((await signUp(server, { email })).json()).toMatchObject({ code: 'email_taken' });
    expect((await signUp(server, { email: vary(email) })).statusCode).toBe(409);
    // Its owner can sign in with any spelling.
    expect((await signIn(server, email)).statusCode).toBe(200);
    expect((await signIn(server, vary(email))).statusCode).toBe(200);
  });

  it('keeps the letters of an address as people write them', async () => {
    const email = `josé-${newEmail()}`;
    expect((await signUp(server, { email: email.normalize('NFD') })).json().email).toBe(email);
    expect((await signIn(server, email.toUpperCase())).statusCode).toBe(200);
    expect((await signIn(server, email.replace('é', 'e'))).statusCode).toBe(401);
  });

  it.each([
    ['no address', { email: 'ada' }],
    ['an address of nothing', { email: '\u200b@example.org' }],
    ['a name that cannot be seen', { name: '\u200b\u3164' }],
    ['a name piled with accents', { name: `a${'\u0301'.repeat(90)}` }],
    ['a name with NUL', { name: 'a\0' }],
    ['a password with NUL', { password: 'long enough\0' }],
    ['two addresses', { email: 'a@example.org b@example.org' }],
    ['a short password', { password: 'ninechars' }],
    ['a common password', { password: '1234567890' }],
    ['a walk over the keyboard', { password: '1q2w3e4r5t6z' }],
    ['a common password, decorated', { password: 'P@ssw0rd123!' }],
    ['a common password with spaces in it', { password: '1 2 3 4 5 6' }],
    ['a common password with dashes in it', { password: '1-2-3-4-5-6' }],
    ['a common password with what cannot be seen', { password: '12345\u200b67890' }],
    ['a common password in wide letters', { password: 'ｐａｓｓｗｏｒｄ１２３' }],
    ['a common password in letters that look like it', { password: 'p\u0430ssword123' }],
    ['a common password twice', { password: 'password password' }],
    ['a row of doubled digits', { password: '11223344556677' }],
    ['a row of letters with accents', { password: 'ÄÖÜäöüÄÖÜä' }],
    ['a Russian word typed as it is', { password: 'пароль12345' }],
    ['a walk over a Russian keyboard', { password: 'йцукенгшщз' }],
    [
      'the address as the password',
      { email: 'anna.lima@example.org', password: 'Anna.Lima@example.org' },
    ],
    ...[
      ['twice', 'anna.lima@example.organna.lima@example.org'],
      ['as one says it', 'Anna Lima at example.org'],
      ['with little else', 'anna.lima@example.org2026!'],
    ].map(([how, password]): [string, object] => [
      `the address as the password, ${how}`,
      { email: 'anna.lima@example.org', password },
    ]),
    ['the name as the password', { name: 'Annabelle Limahl', password: 'annabellelimahl1' }],
    ['an empty name', { name: '   ' }],
  ])('is refused with %s', async (_what, changes: { password?: string }) => {
    const response = await signUp(server, changes);
    expect(response.statusCode).toBe(400);
    const { password: chosen = '' } = changes;
    if (chosen.length < 10 || chosen.includes('\0')) return;
    expect(response.json().errors).toMatchObject([
      { field: 'password', message: expect.stringContaining('easy to guess') },
    ]);
  });
});

describe('a password', () => {
  it.each([
    ['small letters alone', 'gravellanternseventeen'],
    ['digits alone', '90518273640598126473'],
    ['signs alone', '~}%^|<&;=!*(#@?/'],
    ['words with space around them', '  gravel lantern seventeen  '],
    ['letters of several scripts and an emoji', 'ಠ_ಠ 夏の夜 🎟️ ليلة'],
    ['two hundred characters', 'gravel lantern seventeen '.repeat(8)],
  ])('may be %s, and counts as it was typed, to the last character', async (_what, chosen) => {
    const email = newEmail();
    expect((await signUp(server, { email, password: chosen })).statusCode).toBe(201);
    expect((await signIn(server, email, chosen)).statusCode).toBe(200);
    for (const other of [chosen.slice(0, -1), chosen.trim(), chosen.toUpperCase()]) {
      if (other !== chosen) expect((await signIn(server, email, other)).statusCode).toBe(401);
    }
  });

  it('is refused when it is longer than two hundred characters, and never cut', async () => {
    const tooLong = `${'gravel lantern seventeen '.repeat(8)}x`;
    expect((await signUp(server, { password: tooLong })).statusCode).toBe(400);
  });
});

describe('signing in', () => {
  it('takes the address in any case and with space around it', async () => {
    const email = newEmail();
    const { id } = (await signUp(server, { email })).json();
    const response = await signIn(server, `  ${email.toUpperCase()} `);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id, email });
    expect(await whoIs(server, cookieOf(response))).toMatchObject({ id });
  });

  it('gives the same answer whether the account or the password is wrong', async () => {
    const email = newEmail();
    await signUp(server, { email });
    const wrongPassword = await signIn(server, email, `${password}!`);
    const wrongAccount = await signIn(server, newEmail());
    expect(wrongPassword.statusCode).toBe(401);
    expect(wrongPassword.headers['set-cookie']).toBeUndefined();
    const told = ({ requestId: _, ...details }: Record<string, unknown>) => details;
    expect(told(wrongAccount.json())).toEqual(told(wrongPassword.json()));
    expect(wrongAccount.statusCode).toBe(401);
  });

  it('stores neither the password nor any text from which it can be read', async () => {
    const email = newEmail();
    await signUp(server, { email });
    const [row] = await server.infra.database.query<{ all: string }>(
      'select account::text as all from account where email = $1',
      [email],
    );
    expect(row?.all).toContain('$argon2id$');
    expect(row?.all).not.toContain(password);
  });
});

it('an address stored with a second dot over an i is found after the update, unless two accounts have it', async () => {
  const { database } = server.infra;
  const [alone, twice] = [`info-${newEmail()}`, `inga-${newEmail()}`];
  const dotted = (email: string) => email.replace('i', 'i\u0307');
  await signUp(server, { email: alone });
  await database.query('update account set email = $2 where email = $1', [alone, dotted(alone)]);
  await signUp(server, { email: twice });
  await database.query('update account set email = $2 where email = $1', [twice, dotted(twice)]);
  await signUp(server, { email: twice });
  expect((await signIn(server, alone)).statusCode).toBe(401);
  await database.query(await readFile(new URL('4_one-dot-over-an-i.sql', auth.migrations), 'utf8'));
  expect((await signIn(server, alone.replace('i', '\u0130'))).statusCode).toBe(200);
  expect(await countAccounts(dotted(twice))).toBe(1);
});

it('a password stays valid for as long as its owner likes', async () => {
  const email = newEmail();
  await signUp(server, { email });
  server.clock.advance(10 * 365 * 86_400_000);
  const reply = await signIn(server, email);
  expect(reply.statusCode).toBe(200);
  expect(Object.keys(reply.json()).sort()).toEqual(['email', 'id', 'name']);
});
