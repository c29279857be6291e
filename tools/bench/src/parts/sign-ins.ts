import { createPasswords } from '@onsale/auth/passwords';
import { type Ask, keepBusy } from '@onsale/load';
import { newId } from '@onsale/runtime';
import { workers } from '../measure-holds.js';
import { measureRequests, type RequestSetting } from '../measure-requests.js';
import type { Part } from '../part.js';
import type { Asks } from '../request-rush.js';
import type { Stage } from '../stage.js';

const set = 'auth';
const password = 'correct horse battery';
const accounts = 500;
/** `auth` hashes as many at once. */
const hashWorkers = 2;
/** Fewer than may wait for a hash. */
const passwordWorkers = 64;
const warmPasswords = 50;
const sessionDays = 1;

/** Passwords hashed one after the other by the code of `auth`, without a server or a database. */
export const hashes: Part = {
  name: 'argon2',
  title: 'argon2 alone, as auth hashes',
  unit: 'hashes/s',
  async measure({ sizes, signal }) {
    const { hash } = await createPasswords();
    const startedMs = performance.now();
    const endMs = startedMs + sizes.measureMs;
    let count = 0;
    const act = async () => {
      await hash(password);
      count += 1;
    };
    await keepBusy(hashWorkers, act, () => signal.aborted || performance.now() >= endMs);
    const seconds = (performance.now() - startedMs) / 1000;
    return { figures: { perSecond: count / seconds, seconds }, violations: [] };
  },
};

const post = (path: string, body: object | undefined, cookie?: string): Ask => ({
  ...{ method: 'POST', path },
  headers: {
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(cookie ? { cookie } : {}),
  },
  ...(body ? { body: JSON.stringify(body) } : {}),
});

const emailOf = (index: number) => `person-${index}@bench.invalid`;

const signInPart = (
  name: string,
  title: string,
  unit: string,
  setting: (stage: Stage) => Omit<RequestSetting, 'role' | 'set'>,
): Part => ({
  ...{ name, title, unit, prepare },
  measure: (stage) => measureRequests(stage, { role: 'auth', set, ...setting(stage) }),
});

/** Requests that hash a password are slow: they need fewer callers and a shorter warm-up. */
const withPassword = { workers: passwordWorkers, warmAfter: warmPasswords };

export const signIn = signInPart('sign-in', 'Sign in with a password', 'sign-ins/s', () => ({
  ...withPassword,
  asks: endless((index) =>
    post('/api/users/signin', { email: emailOf(index % accounts), password }),
  ),
}));

export const signUp: Part = {
  ...signInPart('sign-up', 'Sign up', 'accounts/s', () => ({
    ...{ ...withPassword, good: 201 },
    asks: endless(() =>
      post('/api/users/signup', {
        email: `${newId()}@bench.invalid`,
        name: 'Someone New',
        password,
      }),
    ),
  })),
  like: 'sign-in',
};

export const signOut: Part = {
  ...signInPart('sign-out', 'Sign out', 'sign-outs/s', ({ buyers }) => ({
    ...{ workers, good: 204 },
    asks: once(buyers.cookies, (cookie) => post('/api/users/signout', undefined, cookie)),
  })),
  like: 'sign-in',
};

/** By sessions that are new to the service, each once. */
export const whoAmI = signInPart('who', 'Who is signed in', 'answers/s', ({ buyers }) => ({
  workers,
  asks: once(buyers.cookies, (cookie) => ({
    ...{ method: 'GET', path: '/api/users/currentuser', headers: { cookie } },
  })),
}));

function endless(make: (index: number) => Ask): Asks {
  let at = 0;
  return { left: Number.POSITIVE_INFINITY, next: () => make(at++) };
}

function once(cookies: readonly string[], make: (cookie: string) => Ask): Asks {
  let at = 0;
  return {
    get left() {
      return cookies.length - at;
    },
    next: () => make(cookies[at++] as string),
  };
}

const prepared = new WeakSet<object>();

/** People with an account, all with one password; and the sessions of the buyers. */
async function prepare({ cluster, buyers }: Stage): Promise<void> {
  if (prepared.has(cluster)) return;
  prepared.add(cluster);
  await cluster.clone('one', set, ['auth', 'bus', 'timers']);
  const url = cluster.urlOf(set, 'auth');
  const { hash } = await createPasswords();
  await cluster.query(
    url,
    `insert into account (id, version, email, name, password_hash, created_at)
     select gen_random_uuid(), 1, 'person-' || n || '@bench.invalid', 'Bench Person', $1, now()
     from generate_series(0, $2::int - 1) as n`,
    [await hash(password), accounts],
  );
  const claims = buyers.cookies.map(claimsOf);
  await cluster.query(
    url,
    `insert into session (id, account_id, started_at, expires_at)
     select id, account_id, now(), now() + make_interval(days => $3)
     from unnest($1::uuid[], $2::uuid[]) as given (id, account_id)`,
    [claims.map(({ sid }) => sid), claims.map(({ sub }) => sub), sessionDays],
  );
}

/** Session and account of a buyer. */
function claimsOf(cookie: string): { sid: string; sub: string } {
  const [, payload = ''] = cookie.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
