import { rates } from '@onsale/contracts/limits';
import type { TestServer } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createThrottle } from '../src/throttle.js';
import { newEmail, password, randomAddress, signIn, signUp, startAuth } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startAuth({
    ONSALE_SIGNINS_PER_ACCOUNT: '3',
    ONSALE_SIGNINS_PER_ADDRESS: '5',
    ONSALE_SIGNUPS_PER_HOUR: '2',
  });
});
afterAll(() => server.stop());

const minutes = (n: number) => n * 60_000;

async function statusesOf(asked: Promise<{ statusCode: number }>[]): Promise<number[]> {
  return (await Promise.all(asked)).map((response) => response.statusCode).sort();
}

/** The cookie by which a browser is recognised. */
function deviceOf(response: { headers: Record<string, unknown> }): string {
  const cookies = [response.headers['set-cookie']].flat().map(String);
  const device = cookies.find((one) => one.startsWith('onsale_device_'));
  expect(device).toMatch(/; HttpOnly; SameSite=Lax$/);
  return String(device).split(';', 1).join('');
}

describe('guessing the password of one account', () => {
  it('is blocked after a few attempts from one network, until the window has passed', async () => {
    const [email, from] = [newEmail(), randomAddress()];
    await signUp(server, { email });
    const guesses = Array.from({ length: 8 }, () => signIn(server, email, 'wrong', from));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);

    const right = await signIn(server, email.toUpperCase(), password, from);
    expect(right.statusCode).toBe(429);
    expect(right.json().code).toBe('too_many_requests');
    const retryAfterSeconds = Number(right.headers['retry-after']);
    expect(retryAfterSeconds).toBeGreaterThan(14 * 60);
    expect(retryAfterSeconds).toBeLessThanOrEqual(15 * 60);

    server.clock.advance(minutes(14));
    expect((await signIn(server, email, password, from)).statusCode).toBe(429);
    server.clock.advance(minutes(1));
    expect((await signIn(server, email, password, from)).statusCode).toBe(200);
  });

  it('does not lock its owner out on another network', async () => {
    const [email, from] = [newEmail(), randomAddress()];
    await signUp(server, { email });
    for (let turn = 0; turn < 4; turn += 1) await signIn(server, email, 'wrong', from);
    expect((await signIn(server, email)).statusCode).toBe(200);
  });

  it('is blocked over many networks together, and the owner’s own browser still gets in', async () => {
    const email = newEmail();
    const device = deviceOf(await signUp(server, { email }));
    const guesses = Array.from({ length: 35 }, () => signIn(server, email, 'wrong'));
    expect((await statusesOf(guesses)).filter((status) => status === 401)).toHaveLength(30);
    expect((await signIn(server, email)).statusCode).toBe(429);

    const known = await signIn(server, email, password, randomAddress(), device);
    expect(known.statusCode).toBe(200);
    expect(deviceOf(known)).not.toBe(device);
  });

  it('is limited in a recognised browser too', async () => {
    const email = newEmail();
    const device = deviceOf(await signUp(server, { email }));
    const guess = () => signIn(server, email, 'wrong', randomAddress(), device);
    expect(await statusesOf([guess(), guess(), guess(), guess()])).toEqual([401, 401, 401, 429]);
  });

  it('gains nothing from another account’s browser cookie, or from an invented one', async () => {
    const email = newEmail();
    await signUp(server, { email });
    const others = deviceOf(await signUp(server));
    const [name = ''] = others.split('=');
    const madeUp = `${name}=${'a'.repeat(22)}.${'b'.repeat(43)}`;
    const from = randomAddress();
    for (let turn = 0; turn < 3; turn += 1) await signIn(server, email, 'wrong', from);
    for (const cookie of [others, madeUp, `${name}=`, `${name}=a.b`]) {
      expect((await signIn(server, email, password, from, cookie)).statusCode).toBe(429);
    }
  });

  it('is counted for the account, however its address is written', async () => {
    const [email, from] = [`ivan-${newEmail()}`, randomAddress()];
    await signUp(server, { email });
    const ways = [
      email.toUpperCase(),
      email.replace('@', '\u200b@'),
      email.replace('@', '＠'),
      email.replace('v', 'ｖ'),
      email.replace('i', '\u0130'),
    ];
    const guesses = ways.map((way) => signIn(server, way, 'wrong', from));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429, 429]);
    // A different letter makes a different address: it finds no account, and is counted on its own.
    expect((await signIn(server, email.replace('i', '\u0131'))).statusCode).toBe(401);
  });

  it('is counted alike for accounts that do not exist', async () => {
    const [email, from] = [newEmail(), randomAddress()];
    const guesses = Array.from({ length: 4 }, () => signIn(server, email, 'wrong', from));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429]);
  });

  it('starts from zero after a success', async () => {
    const [email, from] = [newEmail(), randomAddress()];
    await signUp(server, { email });
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await signIn(server, email, 'wrong', from)).statusCode).toBe(401);
      expect((await signIn(server, email, 'wrong', from)).statusCode).toBe(401);
      expect((await signIn(server, email, password, from)).statusCode).toBe(200);
    }
  });
});

describe('one address', () => {
  it('cannot try many accounts', async () => {
    const from = randomAddress();
    const guesses = Array.from({ length: 6 }, () => signIn(server, newEmail(), 'wrong', from));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await signIn(server, newEmail(), 'wrong')).statusCode).toBe(401);
    server.clock.advance(minutes(15));
    expect((await signIn(server, newEmail(), 'wrong', from)).statusCode).toBe(401);
  });

  it('may be shared by many people who know their passwords', async () => {
    const from = randomAddress();
    for (let turn = 0; turn < 7; turn += 1) {
      const email = newEmail();
      await signUp(server, { email });
      expect((await signIn(server, email, password, from)).statusCode).toBe(200);
    }
  });

  it('cannot create many accounts', async () => {
    const from = randomAddress();
    const asked = Array.from({ length: 3 }, () => signUp(server, {}, from));
    expect(await statusesOf(asked)).toEqual([201, 201, 429]);
    server.clock.advance(minutes(60));
    expect((await signUp(server, {}, from)).statusCode).toBe(201);
  });
});

it('people of one network who know their passwords are not locked out by a rush of themselves', async () => {
  const rushed = await startAuth({
    ONSALE_SIGNINS_PER_ACCOUNT: '10000',
    ONSALE_SIGNINS_PER_ADDRESS: '120',
  });
  try {
    const [email, from] = [newEmail(), randomAddress()];
    await signUp(rushed, { email });
    const rush = () =>
      statusesOf(Array.from({ length: 115 }, () => signIn(rushed, email, password, from)));
    for (let turn = 0; turn < 2; turn += 1) {
      // More than can wait to be looked at: these passwords were neither right nor wrong.
      const statuses = await rush();
      expect(statuses).toContain(503);
      expect(statuses).not.toContain(429);
    }
  } finally {
    await rushed.stop();
  }
});

it('one account opens no more sessions than its limit, also with the right password', async () => {
  const { max, windowSeconds } = rates.signIns;
  const throttle = createThrottle(server.infra.limits, {
    signInsPerAccount: 3,
    signInsPerAddress: 5,
    signUpsPerHour: 2,
  });
  const signIn = async () => {
    const attempt = { account: 'one', address: randomAddress(), deviceId: undefined };
    await (await throttle.signIn(attempt)).right();
  };
  for (let turn = 0; turn < max; turn += 1) await signIn();
  await expect(signIn()).rejects.toMatchObject({ status: 429 });
  server.clock.advance(windowSeconds * 1000);
  await signIn();
});

it('attempts that are refused unread do not count for the network', async () => {
  const [email, from] = [newEmail(), randomAddress()];
  for (let turn = 0; turn < 3; turn += 1) await signIn(server, email, 'wrong', from);
  for (let turn = 0; turn < 5; turn += 1) {
    expect((await signIn(server, email, 'wrong', from)).statusCode).toBe(429);
  }
  expect((await signIn(server, newEmail(), 'wrong', from)).statusCode).toBe(401);
});

it('takes the highest limits that can be set', async () => {
  const highest = await startAuth({
    ONSALE_SIGNINS_PER_ACCOUNT: '10000',
    ONSALE_SIGNINS_PER_ADDRESS: '10000',
    ONSALE_SIGNUPS_PER_HOUR: '10000',
  });
  const email = newEmail();
  expect((await signUp(highest, { email })).statusCode).toBe(201);
  expect((await signIn(highest, email)).statusCode).toBe(200);
  expect((await signIn(highest, email, 'wrong')).statusCode).toBe(401);
  await highest.stop();
});
