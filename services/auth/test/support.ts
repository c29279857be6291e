import { type TestServer, testServer, testSessionKeys } from '@onsale/testing';
import { auth } from '../src/service.js';

export const startAuth = (settings: Record<string, string> = {}): Promise<TestServer> =>
  testServer(auth, { ONSALE_SESSION_PRIVATE_KEY: testSessionKeys.privateKey, ...settings });

export const password = 'correct horse battery';

export const newEmail = () => `${crypto.randomUUID()}@example.org`;

/** @param from the caller’s network address; by default a random one */
export const signUp = (
  server: TestServer,
  changes: { email?: string; name?: string; password?: string } = {},
  from = randomAddress(),
) =>
  server.request('POST', '/api/users/signup', {
    body: { email: newEmail(), name: 'Ada', password, ...changes },
    headers: { 'x-forwarded-for': from },
  });

export const signIn = (
  server: TestServer,
  email: string,
  given = password,
  from = randomAddress(),
  cookie?: string,
) =>
  server.request('POST', '/api/users/signin', {
    body: { email, password: given },
    headers: { 'x-forwarded-for': from, ...(cookie ? { cookie } : {}) },
  });

export const randomAddress = () =>
  `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;

/** The cookie that a browser would send back. */
export const cookieOf = (response: Awaited<ReturnType<TestServer['request']>>): string =>
  String(response.headers['set-cookie']).split(';', 1).join('');

/** Asks who is signed in, with a cookie. */
export const whoIs = async (server: TestServer, cookie: string) =>
  (await server.request('GET', '/api/users/currentuser', { headers: { cookie } })).json().account;
