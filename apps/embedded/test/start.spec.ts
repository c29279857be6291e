import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  eventually,
  isGone,
  type Launched,
  launch,
  pickFreePort,
  testFolder,
} from '@onsale/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoPassword } from '../src/demo-password.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** `npm test` builds them; tests run by hand may lack them. */
const pagesAreBuilt = existsSync(join(root, 'apps/web/.next/BUILD_ID'));
/** Succeeds even where a killed server is still writing. */
const wholly = { recursive: true, force: true, maxRetries: 20 };
let data: string;
let port: number;
const started: Launched[] = [];
beforeEach(async () => {
  data ??= await testFolder('start');
  port = await pickFreePort();
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});
afterAll(() => rm(data, wholly));

type Onsale = ReturnType<typeof start>;

/** Runs what `npm start` builds and runs. */
function start(environment: Record<string, string> = {}) {
  const launched = launch('apps/embedded/dist/main.js', {
    cwd: root,
    environment: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      ONSALE_DATA: data,
      ONSALE_WEB: pagesAreBuilt ? '1' : '0',
      ...environment,
    },
  });
  /** PostgreSQL and, if there are pages, their server. */
  const children = () => childrenOf(launched.child.pid ?? Number.NaN);
  const onsale = { ...launched, children };
  started.push(onsale);
  return onsale;
}

function childrenOf(pid: number): { pid: number; command: string }[] {
  return childPids(pid)
    .map((child) => ({ pid: child, command: commandOf(child) }))
    .filter(({ command }) => /postgres|server\.mjs/.test(command));
}

// Small Linux systems have no `ps`, others have no `/proc`.
function childPids(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  // An empty list must not become 0, which would stand for our own process group.
  if (existsSync(list)) return (readFileSync(list, 'utf8').match(/\d+/g) ?? []).map(Number);
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child ?? Number.NaN);
}

const commandOf = (pid: number) =>
  existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

const signIn = (email: string, password: string) =>
  fetch(`http://127.0.0.1:${port}/api/users/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });

/** The single line with which a start gives up. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const { said, ended } = start(environment);
  expect(await ended).toBe(1);
  expect(said.out).toBe('');
  expect(said.err).toMatch(/^Onsale cannot start: [^\n]+\n$/);
  return said.err;
}

/** The answer's status when another site points its own name at this machine. */
const statusFor = (host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/api/events', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });

/**
 * The kernel keeps every connection that arrives while the process is busy, so that no browser has
 * to retry a second later. A paused process is as busy as can be.
 */
async function takesACrowd({ pid }: ChildProcess): Promise<void> {
  const kernelLimit = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
  const crowd = Math.min(1_500, kernelLimit);
  let connected = 0;
  process.kill(pid ?? Number.NaN, 'SIGSTOP');
  const sockets = Array.from({ length: crowd }, () =>
    connect(port, '127.0.0.1', () => {
      connected += 1;
    }).on('error', () => undefined),
  );
  try {
    await eventually(() => expect(connected).toBe(crowd), { timeoutMs: 15_000 });
  } finally {
    process.kill(pid ?? Number.NaN, 'SIGCONT');
    for (const socket of sockets) socket.destroy();
  }
}

it('a start that fails reports the reason in one line', async () => {
  const other = createServer().listen(port, '0.0.0.0');
  await once(other, 'listening');
  const [settings, taken, folder, demo] = await Promise.all([
    refusal({ PORT: '99999', ONSALE_DEMO: 'no', ONSALE_TRUST_PROXY: 'me' }),
    refusal({}),
    refusal({ PORT: String(await pickFreePort()), ONSALE_DATA: '/dev/null/data' }),
    refusal({ PORT: String(await pickFreePort()), ONSALE_HOST: '0.0.0.0' }),
  ]);
  other.close();
  expect(settings).toMatch(/PORT must .*ONSALE_DEMO must .*ONSALE_TRUST_PROXY must /);
  expect(taken).toContain(`Port ${port} is in use.`);
  expect(taken).toContain(`PORT=${port + 1} npm start`);
  expect(folder).toContain('/dev/null/data');
  expect(demo).toContain('Start without them: ONSALE_DEMO=0.');
});

describe('a first start', () => {
  let folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders) await rm(folder, wholly);
    folders = [];
  });
  /** Settings of a first start: a new data folder, and no pages. */
  async function nothingYet() {
    const folder = await testFolder('first-start');
    folders.push(folder);
    return { ONSALE_DATA: folder, ONSALE_WEB: '0' };
  }

  it('that is killed at any step is followed by one that succeeds', async () => {
    const settings = await nothingYet();
    const steps = ['Starting PostgreSQL', 'Starting the services', 'Making the demo'];
    for (const step of steps) {
      const onsale = start(settings);
      await onsale.says(step);
      onsale.child.kill('SIGKILL');
      await onsale.ended;
    }
    const onsale = start(settings);
    await onsale.says('Ctrl-C');
    expect(
      (await signIn('buyer@example.org', await demoPassword(settings.ONSALE_DATA))).status,
    ).toBe(200);
  });

  it('succeeds once when three are started at once, and the others say in one line why they cannot', async () => {
    const settings = await nothingYet();
    const starts: Onsale[] = [];
    for (let count = 0; count < 3; count += 1) {
      starts.push(start({ ...settings, PORT: String(await pickFreePort()) }));
    }
    const isUp = ({ said }: Onsale) => said.out.includes('Ctrl-C');
    const refused = (): Onsale[] => starts.filter(({ child }) => child.exitCode !== null);
    await eventually(() => expect([starts.filter(isUp).length, refused().length]).toEqual([1, 2]), {
      timeoutMs: 100_000,
    });
    for (const { child, said } of refused()) {
      expect(child.exitCode).toBe(1);
      expect(said.err).toMatch(/^Onsale cannot start: [^\n]+ is already in use by [^\n]+\n$/);
    }
  });
});

describe('a start', () => {
  it('stops on Ctrl-C in the middle and leaves nothing running', async () => {
    const onsale = start();
    await onsale.says('Starting the services');
    const children = onsale.children();
    expect(children.length).toBeGreaterThan(0);
    onsale.pressCtrlC();
    expect(await onsale.ended).toBe(0);
    expect(onsale.said.err).toBe('');
    expect(onsale.said.out).not.toContain('ready');
    expect(children.filter(({ pid }) => !isGone(pid))).toEqual([]);
  });

  it('prints addresses and sign-ins that work, and stops on Ctrl-C', async () => {
    const onsale = start();
    await onsale.says('Ctrl-C');
    const addresses = onsale.said.out.match(/http:\S+/g) ?? [];
    expect(addresses).toEqual([`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}/api/docs`]);
    for (const address of addresses.slice(pagesAreBuilt ? 0 : 1)) {
      expect((await fetch(address)).status).toBe(200);
    }
    const password = /Password +(\S+)/.exec(onsale.said.out)?.[1] ?? '';
    const emails = onsale.said.out.match(/\w+@example.org/g) ?? [];
    expect(emails).toHaveLength(3);
    for (const email of emails) expect((await signIn(email, password)).status).toBe(200);

    expect(await statusFor('evil.example')).toBe(421);
    await takesACrowd(onsale.child);

    const children = onsale.children();
    // PostgreSQL, and one renderer per core up to four.
    const renderers = Math.min(availableParallelism(), 4);
    expect(children).toHaveLength(pagesAreBuilt ? 1 + renderers : 1);
    onsale.pressCtrlC();
    expect(await onsale.ended).toBe(0);
    // One line, of the name that was refused above.
    expect(onsale.said.err).toMatch(/^\{[^\n]*"host":"evil\.example"[^\n]*ONSALE_HOSTS"\}\n$/);
    expect(children.filter(({ pid }) => !isGone(pid))).toEqual([]);
  });

  it('finds its data after a kill -9, and warns about demo accounts without ONSALE_DEMO', async () => {
    const killed = start();
    await killed.says('Ctrl-C');
    const children = killed.children();
    killed.child.kill('SIGKILL');
    await killed.ended;

    const onsale = start({ ONSALE_DEMO: '0' });
    await onsale.says('Ctrl-C');
    expect((await signIn('buyer@example.org', await demoPassword(data))).status).toBe(200);
    expect(onsale.said.out).toContain('demo accounts');
    await eventually(() => expect(children.filter(({ pid }) => !isGone(pid))).toEqual([]));
  });

  it('logs none of its secrets at any log level', async () => {
    const onsale = start({ ONSALE_LOG: 'debug', ONSALE_WEB: '0' });
    await onsale.says('Ctrl-C');
    const secrets = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'));
    const startSessions = (token: string) =>
      fetch(`http://127.0.0.1:${port}/api/rehearsals/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ count: 1, minutes: 1 }),
      });
    const wrong = 'a-token-that-someone-has-guessed-wrong';
    expect((await startSessions(wrong)).status).toBe(401);
    const { sessions } = (await (await startSessions(secrets.operatorToken)).json()) as {
      sessions: [{ token: string }];
    };
    onsale.pressCtrlC();
    await onsale.ended;
    expect(onsale.said.err).toContain('startRehearsalSessions');
    for (const secret of [wrong, sessions[0].token, ...Object.values<string>(secrets)]) {
      for (const line of secret.split('\n').filter((text) => text.length > 20)) {
        expect(onsale.said.out + onsale.said.err).not.toContain(line);
      }
    }
  });
});

// All tests share one start, and each leaves it as it found it.
describe.runIf(pagesAreBuilt)('an install with pages', () => {
  let onsale: Onsale;
  let ownPort: number;
  beforeAll(async () => {
    data ??= await testFolder('start');
    port = await pickFreePort();
    ownPort = port;
    onsale = start();
    started.splice(started.indexOf(onsale), 1); // not to be stopped after a test
    await onsale.says('Ctrl-C');
  });
  beforeEach(() => {
    port = ownPort;
  });
  afterAll(async () => {
    onsale.pressCtrlC();
    await onsale.ended;
  });

  it('answers 503, except for kept pages, while its PostgreSQL is killed repeatedly, and soon recovers', async () => {
    const statuses = new Set<number>();
    const page = async () => {
      // A page for one visitor calls the API.
      const { status, headers } = await fetch(`http://127.0.0.1:${port}/?plain=1`);
      statuses.add(status);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      return `${status}${headers.has('retry-after') ? ', try again' : ''}`;
    };
    expect(await page()).toBe('200');
    // Once is not enough: PostgreSQL may be back before the page asks a second time.
    await eventually(
      async () => {
        const postgres = onsale.children().find(({ command }) => command.includes('postgres'));
        if (postgres) process.kill(postgres.pid, 'SIGKILL');
        expect(await page()).toBe('503, try again');
      },
      { timeoutMs: 30_000 },
    );
    await eventually(async () => expect(await page()).toBe('200'), { timeoutMs: 60_000 });
    expect([...statuses].sort()).toEqual([200, 503]);
  });

  it('serves kept pages and 503 for the rest when its renderers are killed, and soon has all pages again', async () => {
    const pages = () => fetch(`http://127.0.0.1:${port}/?plain=1`);
    const kept = () => fetch(`http://127.0.0.1:${port}/`);
    expect((await pages()).status).toBe(200);
    expect((await kept()).status).toBe(200);
    const processes = onsale.children().length;
    for (const { command, pid } of onsale.children()) {
      if (command.includes('server.mjs')) process.kill(pid, 'SIGKILL');
    }
    expect((await kept()).status).toBe(200);
    const away = await pages();
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await away.text()).toContain('tries again automatically');
    await eventually(async () => expect((await pages()).status).toBe(200), { timeoutMs: 20_000 });
    await eventually(() => expect(onsale.children()).toHaveLength(processes), {
      timeoutMs: 20_000,
    });
  });

  it('answers pages with 503 and an explanation while PostgreSQL is paused, before the API gives up, and still shows kept ones', async () => {
    const api = async () => (await get('/api/events')).status;
    await showsAwayPagesWhilePaused('postgres', api);
  });

  it('answers pages with 503 and an explanation while all its renderers hang, before a posted form, and still shows kept ones', async () => {
    const body = new URLSearchParams({ email: 'buyer@example.org' });
    const form = async () => (await get('/signin?plain=1', { method: 'POST', body })).status;
    await showsAwayPagesWhilePaused('server.mjs', form);
  });

  const get = (path: string, more: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...more, signal: AbortSignal.timeout(60_000) });

  /** @param slower sent together with the pages; it waits longer for the paused process */
  async function showsAwayPagesWhilePaused(
    what: string,
    slower: () => Promise<number>,
  ): Promise<void> {
    const { headers: signedIn } = await signIn('organiser@example.org', await demoPassword(data));
    const cookie = signedIn
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    for (const path of ['/', '/?plain=1', '/organiser']) {
      expect((await get(path, { headers: { cookie } })).status, onsale.said.err).toBe(200);
    }
    const paused = onsale
      .children()
      .filter(({ command }) => command.includes(what))
      .flatMap(({ pid }) => [pid, ...childPids(pid)]);
    for (const pid of paused) process.kill(pid, 'SIGSTOP');
    let slowerIsDone = false;
    const slow = slower().finally(() => {
      slowerIsDone = true;
    });
    try {
      const asked = ['/', '/?plain=1', '/?q=nothing-like-it', '/organiser'];
      const [kept, ...away] = await Promise.all(
        asked.map((path) => get(path, { headers: { cookie } })),
      );
      expect(slowerIsDone).toBe(false);
      for (const page of away) {
        expect(page.status, page.url).toBe(503);
        expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
        expect(await page.text()).toMatch(/<h1[^>]*>(One moment|Something went wrong)/);
      }
      expect(kept?.status).toBe(200);
    } finally {
      for (const pid of paused) process.kill(pid, 'SIGCONT');
    }
    expect(await slow).toBeLessThan(600);
    await eventually(async () => expect((await get('/?plain=1')).status).toBe(200), {
      timeoutMs: 30_000,
    });
  }
});
