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

describe('guessing the password of one account', () => {
  it('is blocked after a few attempts from any addresses, until the window has passed', async () => {
    const email = newEmail();
    await signUp(server, { email });
    const guesses = Array.from({ length: 8 }, () => signIn(server, email, 'wrong'));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);

    const owner = await signIn(server, email.toUpperCase());
    expect(owner.statusCode).toBe(429);
    expect(owner.json().code).toBe('too_many_requests');
    const retryAfterSeconds = Number(owner.headers['retry-after']);
    expect(retryAfterSeconds).toBeGreaterThan(14 * 60);
    expect(retryAfterSeconds).toBeLessThanOrEqual(15 * 60);

    server.clock.advance(minutes(14));
    expect((await signIn(server, email)).statusCode).toBe(429);
    server.clock.advance(minutes(1));
    expect((await signIn(server, email)).statusCode).toBe(200);
  });

  it('is counted for the account, however its address is written', async () => {
    const email = `ivan-${newEmail()}`;
    await signUp(server, { email });
    const ways = [
      email.toUpperCase(),
      email.replace('@', '\u200b@'),
      email.replace('@', '＠'),
      email.replace('v', 'ｖ'),
    ];
    const guesses = ways.map((way) => signIn(server, way, 'wrong'));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429]);
    // Another letter is another address: it finds nobody, and is counted as what it is.
    for (const other of ['\u0130', '\u0131']) {
      expect((await signIn(server, email.replace('i', other))).statusCode).toBe(401);
    }
  });

  it('is counted alike for accounts that do not exist', async () => {
    const email = newEmail();
    const guesses = Array.from({ length: 4 }, () => signIn(server, email, 'wrong'));
    expect(await statusesOf(guesses)).toEqual([401, 401, 401, 429]);
  });

  it('starts from zero after a success', async () => {
    const email = newEmail();
    await signUp(server, { email });
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await signIn(server, email, 'wrong')).statusCode).toBe(401);
      expect((await signIn(server, email, 'wrong')).statusCode).toBe(401);
      expect((await signIn(server, email, password)).statusCode).toBe(200);
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

  it('cannot create many accounts', async () => {
    const from = randomAddress();
    const asked = Array.from({ length: 3 }, () => signUp(server, {}, from));
    expect(await statusesOf(asked)).toEqual([201, 201, 429]);
    server.clock.advance(minutes(60));
    expect((await signUp(server, {}, from)).statusCode).toBe(201);
  });
});

it('never names an account in the keys of its limits', async () => {
  const keys: string[] = [];
  const limits = {
    take: async (key: string) => {
      keys.push(key);
      return 0;
    },
    clear: async (key: string) => {
      keys.push(key);
    },
  };
  const settings = { signInsPerAccount: 1, signInsPerAddress: 1, signUpsPerHour: 1 };
  const throttle = createThrottle(limits, settings);
  await throttle.signIn(' Ada@Example.org', '10.0.0.1');
  await throttle.signedIn('ada@example.org');
  expect(keys.join()).not.toMatch(/ada|example/i);
  expect(keys[1]).toBe(keys[2]); // in whatever case it is written
});
