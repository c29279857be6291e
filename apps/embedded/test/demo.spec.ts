import { once } from 'node:events';
import { copyFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { EventListing, OrganiserEvent } from '@onsale/contracts/catalog/http';
import { createDatabase } from '@onsale/infra';
import { createLogger } from '@onsale/runtime';
import { pickFreePort, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDemo } from '../src/demo.js';
import { demoEvents } from '../src/demo-events.js';
import { demoIsMade, demoPassword } from '../src/demo-password.js';
import { Person, startTestInstall, type TestInstall } from './install.js';

/** Each interrupted start gets this number of requests further than the one before. */
const stride = 5;

let onsale: TestInstall;
let folder: string;
let between: Server;
/** Decides on each request between the demo and the API; undefined: it passes. */
let meddle: (asked: IncomingMessage) => 'cut' | 'unheard-of' | undefined = () => undefined;
let url: string;

beforeAll(async () => {
  // The default of an install: the demo's organiser has to be approved, like any other.
  onsale = await startTestInstall({ ONSALE_ORGANISERS: 'approved' });
  folder = await testFolder('demo');
  between = createServer((asked, answer) => {
    const what = meddle(asked);
    if (what === 'cut') return void asked.socket.destroy();
    if (what === 'unheard-of') {
      return void answer.writeHead(409).end(JSON.stringify({ code: 'no_such_account' }));
    }
    const { method, headers } = asked;
    const passed = request(`${onsale.url}${asked.url}`, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    asked.pipe(passed);
  }).listen(await pickFreePort(), '127.0.0.1');
  await once(between, 'listening');
  url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
});
afterAll(async () => {
  between.closeAllConnections();
  between.close();
  await onsale.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the demo', () => {
  it('continues after an interruption at any step, and ends up complete, without duplicates', async () => {
    for (let allowed = 1; !demoIsMade(folder); allowed += stride) {
      const leaving = new AbortController();
      let left = allowed;
      meddle = () => {
        if (left > 0) {
          left -= 1;
          return undefined;
        }
        leaving.abort();
        return 'cut';
      };
      await seedDemo(folder, demoInstall(), () => undefined, leaving.signal).catch(
        (error: Error) => {
          if (!leaving.signal.aborted) throw error;
        },
      );
    }
    const organiser = await signedIn('organiser@example.org');
    const { items } = await organiser.call<{ items: OrganiserEvent[] }>(
      'GET',
      '/api/organiser/events?limit=100',
    );
    const made = await Promise.all(
      items.map(({ id }) => organiser.call<EventListing>('GET', `/api/events/${id}`)),
    );
    const byTitle = (one: { title: string }, other: { title: string }) =>
      one.title < other.title ? -1 : 1;
    expect(
      made.toSorted(byTitle).map(({ title, status, ticketTypes }) => ({
        title,
        published: status === 'published',
        ticketTypes: ticketTypes.map(({ name }) => name).toSorted(),
      })),
    ).toEqual(
      demoEvents.toSorted(byTitle).map(({ title, published, ticketTypes }) => ({
        title,
        published,
        ticketTypes: ticketTypes.map(({ name }) => name).toSorted(),
      })),
    );
    for (const { id } of made.filter(({ status }) => status === 'published')) {
      const staff = await organiser.call<{ items: unknown[] }>('GET', `/api/events/${id}/staff`);
      expect(staff.items).toHaveLength(1);
    }
    const buyer = await signedIn('buyer@example.org');
    const orders = await buyer.call<{ items: { status: string }[] }>('GET', '/api/orders');
    expect(orders.items.map(({ status }) => status)).toEqual(['paid']);
  });

  it('waits until the bus has delivered its accounts, and says when it is complete', async () => {
    const again = await testFolder('demo-again');
    await copyFile(join(folder, 'demo-begun'), join(again, 'demo-begun'));
    const said: string[] = [];
    let refusals = 0;
    const organiser = await signedIn('organiser@example.org');
    const { items } = await organiser.call<{ items: OrganiserEvent[] }>(
      'GET',
      '/api/organiser/events?limit=100',
    );
    for (const { id } of items) {
      const { items: staff } = await organiser.call<{ items: { accountId: string }[] }>(
        'GET',
        `/api/events/${id}/staff`,
      );
      for (const { accountId } of staff) {
        await organiser.call('DELETE', `/api/events/${id}/staff/${accountId}`);
      }
    }
    meddle = ({ url: path = '', method }) => {
      if (method !== 'POST' || !path.endsWith('/accept') || refusals >= 3) return undefined;
      refusals += 1;
      return 'unheard-of';
    };
    await seedDemo(again, demoInstall(), (line) => said.push(line));
    expect(refusals).toBe(3);
    expect(said.at(0)).toBe('The API answers. Making the demo');
    expect(said.at(-1)).toMatch(/^The demo is made, in [\d.]+ s$/);
    await rm(again, { recursive: true, force: true });
  });

  it('is completed without an event that began while it was interrupted', async () => {
    const again = await testFolder('demo-late');
    await copyFile(join(folder, 'demo-begun'), join(again, 'demo-begun'));
    const organiser = await signedIn('organiser@example.org');
    const { items } = await organiser.call<{ items: OrganiserEvent[] }>(
      'GET',
      '/api/organiser/events?limit=100',
    );
    const late = items.find(({ title }) => title.startsWith('Tiny Room')) as OrganiserEvent;
    const team = `/api/events/${late.id}/staff`;
    const staff = () => organiser.call<{ items: { accountId: string }[] }>('GET', team);
    for (const { accountId } of (await staff()).items) {
      await organiser.call('DELETE', `${team}/${accountId}`);
    }
    const catalog = createDatabase({
      ...{ url: demoInstall().catalogUrl, name: 'test', maxConnections: 1 },
      ...{ statementTimeoutMs: 10_000, log: createLogger('silent') },
    });
    await catalog.query(
      `update event set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'
       where id = $1`,
      [late.id],
    );
    await catalog.close();
    await seedDemo(again, demoInstall(), () => undefined);
    expect(demoIsMade(again)).toBe(true);
    expect((await staff()).items).toEqual([]);
    await rm(again, { recursive: true, force: true });
  });
});

describe('the password of the demo', () => {
  it('is made for each data folder, stays, and is for its owner alone to read', async () => {
    const [one, other] = [await testFolder('demo-one'), await testFolder('demo-other')];
    const [made, again] = await Promise.all([demoPassword(one), demoPassword(one)]);
    expect(made).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect([again, await demoPassword(one)]).toEqual([made, made]);
    expect(await demoPassword(other)).not.toBe(made);
    expect((await stat(join(one, 'demo-begun'))).mode & 0o777).toBe(0o600);
    for (const used of [one, other]) await rm(used, { recursive: true });
  });

  it('is none that an attacker could know, unless a version that published it made the demo', async () => {
    const signIn = { email: 'buyer@example.org', password: 'onsale-demo' };
    const guess = { method: 'POST', path: '/api/users/signin', body: signIn } as const;
    expect((await Person.anonymous(onsale.url).send(guess)).status).toBe(401);
    for (const left of ['demo-begun', 'demo-made']) {
      const old = await testFolder('demo-old');
      await writeFile(join(old, left), '');
      expect(await demoPassword(old)).toBe('onsale-demo');
      await rm(old, { recursive: true });
    }
  });
});

const demoInstall = () => ({ url, catalogUrl: onsale.onsale.local.postgres.url('catalog') });

async function signedIn(email: string): Promise<Person> {
  const reply = await Person.anonymous(onsale.url).send({
    method: 'POST',
    path: '/api/users/signin',
    body: { email, password: await demoPassword(folder) },
  });
  const token = /onsale_session_\w+=([^;]+)/.exec(reply.headers.getSetCookie().join())?.[1] ?? '';
  return Person.withSession(onsale.url, token, email);
}
