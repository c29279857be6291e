import { createMetrics, type Database } from '@onsale/runtime';
import { type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createListings } from '../src/listings.js';
import {
  addTicketType,
  call,
  createDraft,
  editEvent,
  putOnSale,
  signedUp,
  startCatalog,
} from './support.js';

let server: TestServer;
const organiser = testAccount();
const stranger = testAccount();
beforeAll(async () => {
  server = await startCatalog();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => server.stop());

const path = (id: string) => `/api/events/${id}`;
const read = (id: string, as?: TestAccount) =>
  server.request('GET', path(id), as ? { as } : {}).then((response) => response.json());
const rename = (id: string, title: string) => editEvent(server, organiser, id, { title });
/** Changes an event without updating its copy in the cache. */
const changeBehind = (id: string, title: string) =>
  server.infra.database.query('update event set title = $2, version = version + 1 where id = $1', [
    id,
    title,
  ]);
const keptOf = (id: string) => server.infra.cache.get(`catalog.listing.2:${id}`);

const keptMs = 5_000;

/** The listings of another process, whose queries go through the given function. */
const listingsThrough = (through: (query: Database['query']) => Database['query']) => {
  const { database, broadcast, cache, log } = server.infra;
  return createListings({
    broadcast,
    database: { ...database, query: through((...asked) => database.query(...asked)) },
    cache,
    log,
    metrics: createMetrics('catalog'),
  });
};

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** A database whose first answers are withheld until they are released. */
function slowly(answers: number) {
  const [allAsked, letGo] = [gate(), gate()];
  let asked = 0;
  const listings = listingsThrough((query) => async (...statement) => {
    asked += 1;
    const turn = asked;
    const rows = await query(...statement);
    if (turn === answers) allAsked.open();
    if (turn <= answers) await letGo.opened;
    return rows as never;
  });
  return { listings, seen: allAsked.opened, letGo: letGo.open };
}

describe('an event', () => {
  it('is shown from the cache, for at most five seconds when the copy of its change is lost', async () => {
    const { event } = await putOnSale(server, organiser, { title: 'Before' });
    expect(await read(event.id)).toEqual(event);
    await changeBehind(event.id, 'After');
    expect(await read(event.id)).toEqual(event);
    expect(await read(event.id, stranger)).toEqual(event);
    server.clock.advance(keptMs - 1_000); // the time of the read itself counts
    expect((await read(event.id)).title).toBe('Before');
    server.clock.advance(1_000);
    expect((await read(event.id)).title).toBe('After');
    await changeBehind(event.id, 'Later');
    expect((await read(event.id)).title).toBe('After'); // cached after the miss
  });

  it('is shown to its organiser from the database, and after that to everyone in that state', async () => {
    const { event } = await putOnSale(server, organiser);
    await changeBehind(event.id, 'After');
    expect((await read(event.id)).title).toBe(event.title);
    expect((await read(event.id, organiser)).title).toBe('After');
    expect((await read(event.id)).title).toBe('After');
  });

  it('is counted in the metrics of the cache', async () => {
    const counts = async () => {
      const text = await server.service.metrics.render();
      return ['hit', 'miss'].map((outcome) =>
        Number(new RegExp(`cache_reads_total{.*outcome="${outcome}".*} (\\d+)`).exec(text)?.[1]),
      );
    };
    const { event } = await putOnSale(server, organiser);
    const [hits = 0, misses = 0] = await counts();
    await read(event.id);
    server.clock.advance(keptMs);
    await read(event.id);
    expect(await counts()).toEqual([hits + 1, misses + 1]);
  });

  it('is not cached while only its organiser may see it, cancelled or not', async () => {
    const { id } = await createDraft(server, organiser);
    await addTicketType(server, organiser, id);
    await rename(id, 'Draft');
    expect((await read(id, organiser)).title).toBe('Draft');
    expect((await read(id, stranger)).status).toBe(404);
    await call(server, organiser, 'POST', `${path(id)}/cancel`, { reason: 'No' });
    expect((await read(id, organiser)).status).toBe('cancelled');
    expect((await read(id)).status).toBe(404);
    expect(await keptOf(id)).toBeUndefined();
    expect((await read(crypto.randomUUID())).status).toBe(404);
  });

  it('that is unlisted or cancelled is cached in the form in which it is shown', async () => {
    const { event } = await putOnSale(server, organiser, { unlisted: true });
    expect(await read(event.id)).toEqual(event);
    expect(await keptOf(event.id)).toEqual(event);
    await call(server, organiser, 'POST', `${path(event.id)}/cancel`, { reason: 'Storm' });
    expect(await keptOf(event.id)).toMatchObject({ cancellationReason: 'Storm' });
    expect(await read(event.id)).toMatchObject({ status: 'cancelled', unlisted: true });
  });

  it('cached by another release does no harm', async () => {
    const { event } = await putOnSale(server, organiser);
    for (const value of [[], {}, { id: event.id, title: 'x' }, { ...event, ticketTypes: null }]) {
      await server.infra.cache.put(`catalog.listing.2:${event.id}`, {
        version: 1_000,
        value,
        keepMs: 60_000,
      });
      expect(await read(event.id)).toEqual(event);
      expect(await read(event.id, organiser)).toEqual(event);
    }
    const more = { version: 1_001, value: { ...event, addedLater: 1 }, keepMs: 60_000 };
    await server.infra.cache.put(`catalog.listing.2:${event.id}`, more);
    expect(await read(event.id)).toMatchObject(event);
  });
});

describe('a change of an event', () => {
  it('is visible to everyone once the request is answered, whichever field it changes', async () => {
    const { event, ticketType } = await putOnSale(server, organiser);
    const second = await addTicketType(server, organiser, event.id);
    await signedUp(server, stranger);
    const { token } = await call<{ token: string }>(
      server,
      organiser,
      'POST',
      `${path(event.id)}/staff-invitations`,
      {},
    );
    const changes: Record<
      string,
      [method: 'POST' | 'PATCH' | 'DELETE', at: string, body?: object]
    > = {
      updateEvent: ['PATCH', path(event.id), { version: event.version, title: 'Changed' }],
      publishEvent: ['POST', `${path(event.id)}/publish`],
      orderTicketTypes: [
        'POST',
        `${path(event.id)}/ticket-types/order`,
        { ticketTypeIds: [second.id, ticketType.id] },
      ],
      createTicketType: [
        'POST',
        `${path(event.id)}/ticket-types`,
        { name: 'VIP', price: { amount: 1, currency: 'EUR' }, capacity: 1 },
      ],
      updateTicketType: [
        'PATCH',
        `/api/ticket-types/${ticketType.id}`,
        { version: ticketType.version, name: 'Changed' },
      ],
      deleteTicketType: ['DELETE', `/api/ticket-types/${second.id}`],
      acceptInvitation: ['POST', `/api/staff-invitations/${token}/accept`],
      removeStaff: ['DELETE', `${path(event.id)}/staff/${stranger.accountId}`],
      cancelEvent: ['POST', `${path(event.id)}/cancel`, { reason: 'Storm' }],
    };
    const writes = server.service.routes.filter(({ contract }) => contract.method !== 'GET');
    const ofNoEvent = ['copyEvent', 'createEvent', 'uploadImage'];
    const ofOrganisers = ['approveOrganiser', 'removeOrganiser'];
    // `leaveStaff` does the same as `removeStaff`; the others change nothing that is shown.
    const alike = ['leaveStaff', 'inviteStaff', 'withdrawInvitation', 'declineInvitation'];
    expect([...Object.keys(changes), ...ofNoEvent, ...ofOrganisers, ...alike].sort()).toEqual(
      writes.map(({ contract }) => contract.id).sort(),
    );
    for (const [name, change] of Object.entries(changes)) {
      const before = await read(event.id);
      await call(server, name === 'acceptInvitation' ? stranger : organiser, ...change);
      const seen = await read(event.id);
      expect(seen, name).toEqual(await read(event.id, organiser));
      if (name !== 'publishEvent') expect(seen, name).not.toEqual(before); // it was already published
    }
  });

  it.each(['event', 'ticket type', 'new ticket type'])(
    'is not undone by a late write of the previous state: %s',
    async (changed) => {
      const { event, ticketType } = await putOnSale(server, organiser);
      server.clock.advance(keptMs);
      const slow = slowly(2);
      const late = slow.listings.read(event.id, undefined);
      await slow.seen;
      const typePath = `/api/ticket-types/${ticketType.id}`;
      if (changed === 'event') await rename(event.id, 'After');
      else if (changed === 'ticket type') {
        await call(server, organiser, 'PATCH', typePath, { version: 1, name: 'After' });
      } else await addTicketType(server, organiser, event.id, { name: 'After' });
      slow.letGo();
      expect(await late).toEqual(event); // the request began before the change
      expect(JSON.stringify(await read(event.id))).toContain('After');
    },
  );

  it('is not undone by a write so late that the cache no longer has the change', async () => {
    const { event } = await putOnSale(server, organiser, { title: 'Before' });
    server.clock.advance(keptMs);
    vi.useFakeTimers({ toFake: ['performance'] });
    const slow = slowly(2);
    const late = slow.listings.read(event.id, undefined);
    await slow.seen;
    await rename(event.id, 'After');
    server.clock.advance(keptMs);
    vi.advanceTimersByTime(keptMs);
    slow.letGo();
    await late;
    expect((await read(event.id)).title).toBe('After');
  });

  it('is answered once the cache has the change, and not before', async () => {
    const { event } = await putOnSale(server, organiser);
    await changeBehind(event.id, 'After');
    const [asked, taken] = [gate(), gate()];
    const { cache, database, log } = server.infra;
    const put: typeof cache.put = async (...given) => {
      asked.open();
      await taken.opened;
      await cache.put(...given);
    };
    const metrics = createMetrics('catalog');
    const listings = createListings({
      broadcast: server.infra.broadcast,
      cache: { ...cache, put },
      database,
      log,
      metrics,
    });
    let isDone = false;
    const renewed = listings.renew(event.id).then(() => {
      isDone = true;
    });
    await asked.opened;
    await putOnSale(server, organiser); // takes a moment, in which the answer would have come
    expect(isDone).toBe(false);
    taken.open();
    await renewed;
    expect((await read(event.id)).title).toBe('After');
  });

  it('succeeds even when the cache cannot be updated', async () => {
    const { event } = await putOnSale(server, organiser);
    const away = listingsThrough(() => () => Promise.reject(new Error('away')));
    await expect(away.renew(event.id)).resolves.toBeUndefined();
    await expect(away.read(crypto.randomUUID(), undefined)).rejects.toThrow('away');
  });
});

describe('a reading of the database', () => {
  it('is shared by all requests that miss an event at the same time, and its failure affects no later request', async () => {
    const { event } = await putOnSale(server, organiser);
    server.clock.advance(keptMs);
    const asked: string[] = [];
    const listings = listingsThrough((query) => (...statement) => {
      asked.push(statement[0]);
      return asked.length === 1 ? Promise.reject(new Error('once')) : query(...statement);
    });
    const readMany = () =>
      Promise.allSettled(Array.from({ length: 50 }, () => listings.read(event.id, undefined)));
    const outcomes = async () => new Set((await readMany()).map(({ status }) => status));
    expect(await outcomes()).toEqual(new Set(['rejected']));
    expect(asked).toHaveLength(2);
    expect(await outcomes()).toEqual(new Set(['fulfilled']));
    expect(asked).toHaveLength(4);
    expect(await outcomes()).toEqual(new Set(['fulfilled']));
    expect(asked).toHaveLength(4);
  });

  it('is not used for later requests when it began before a change in this process', async () => {
    const { event } = await putOnSale(server, organiser, { title: 'Before' });
    server.clock.advance(keptMs);
    const slow = slowly(2);
    const early = slow.listings.read(event.id, undefined);
    await slow.seen;
    await changeBehind(event.id, 'After');
    await slow.listings.renew(event.id);
    expect((await slow.listings.read(event.id, undefined))?.title).toBe('After');
    slow.letGo();
    expect((await early)?.title).toBe('Before');
  });

  it('that spans a change is replaced by a new one, shared by the requests after the change', async () => {
    const { event } = await putOnSale(server, organiser);
    const { cache, database, log } = server.infra;
    const gates: ReturnType<typeof gate>[] = [];
    const get: typeof cache.get = async (key) => {
      const one = gate();
      gates.push(one);
      await one.opened;
      return cache.get(key);
    };
    const metrics = createMetrics('catalog');
    const listings = createListings({
      broadcast: server.infra.broadcast,
      cache: { ...cache, get },
      database,
      log,
      metrics,
    });
    const read = () => listings.read(event.id, undefined);
    const early = read();
    await listings.renew(event.id);
    const later = [read()];
    gates[0]?.open();
    await early;
    later.push(read());
    expect(gates).toHaveLength(2);
    gates[1]?.open();
    for (const one of await Promise.all(later)) expect(one?.id).toBe(event.id);
  });

  it('is not used for the organiser when it began before the last change', async () => {
    const { event } = await putOnSale(server, organiser, { title: 'Before' });
    server.clock.advance(keptMs);
    const slow = slowly(2);
    const [one, own] = [undefined, organiser.accountId].map((accountId) =>
      slow.listings.read(event.id, accountId),
    );
    await slow.seen;
    await rename(event.id, 'After');
    slow.letGo();
    expect((await one)?.title).toBe('Before');
    expect((await own)?.title).toBe('After');
  });
});
