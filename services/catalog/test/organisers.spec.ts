import { readFile } from 'node:fs/promises';
import { rehearsalAddress } from '@onsale/contracts/auth/http';
import type { EventListing } from '@onsale/contracts/catalog/http';
import { newId } from '@onsale/runtime';
import { type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OrganiserRule, organiserRules } from '../src/may-organise.js';
import { approveOrganisers, listOrganisers, removeOrganisers } from '../src/store-organisers.js';
import {
  addTicketType,
  call,
  createDraft,
  eventBody,
  inDays,
  signedUp,
  startCatalog,
  versionOf,
} from './support.js';

const servers = {} as Record<OrganiserRule, TestServer>;
beforeAll(async () => {
  for (const rule of organiserRules) {
    servers[rule] = await startCatalog({
      ONSALE_ORGANISERS: rule,
      ONSALE_DRAFTS_PER_ACCOUNT: '12',
      ONSALE_PUBLISHED_EVENTS_PER_ACCOUNT: '3',
    });
  }
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

const approve = ({ infra, clock }: TestServer, { accountId }: TestAccount) =>
  approveOrganisers(infra.database, [accountId], clock.now());
const create = (server: TestServer, as: TestAccount, changes: object = {}) =>
  server.request('POST', '/api/events', { as, body: eventBody(server, changes) });
const publish = (server: TestServer, as: TestAccount, id: string) =>
  server.request('POST', `/api/events/${id}/publish`, { as });
const rightsOf = async (server: TestServer, as: TestAccount) =>
  (await server.request('GET', '/api/organiser', { as })).json();
/** A draft that could be published. */
async function ready(server: TestServer, as: TestAccount, changes: object = {}): Promise<string> {
  const { id } = await createDraft(server, as, changes);
  await addTicketType(server, as, id);
  return id;
}
const isListed = async (server: TestServer, id: string) =>
  (await server.request('GET', '/api/events?limit=100'))
    .json()
    .items.some((event: { id: string }) => event.id === id);

describe('an account that the operator has not approved', () => {
  it('publishes where everyone may publish', async () => {
    const anyone = testAccount();
    expect(await rightsOf(servers.everyone, anyone)).toEqual({
      accountId: anyone.accountId,
      mayCreate: true,
      mayPublish: true,
    });
    const id = await ready(servers.everyone, anyone);
    expect((await publish(servers.everyone, anyone, id)).statusCode).toBe(200);
  });

  it('prepares drafts that nobody else sees where organisers need approval, and publishes none', async () => {
    const server = servers.approved;
    const stranger = testAccount();
    expect(await rightsOf(server, stranger)).toMatchObject({ mayCreate: true, mayPublish: false });
    for (const unlisted of [false, true]) {
      const id = await ready(server, stranger, { unlisted });
      const refused = await publish(server, stranger, id);
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({
        code: 'not_approved',
        detail: expect.stringContaining(stranger.accountId),
      });
      expect((await server.request('GET', `/api/events/${id}`)).statusCode).toBe(404);
      expect(await isListed(server, id)).toBe(false);
    }
  });

  it('can neither create nor copy a draft where only the install’s own organisers may', async () => {
    const server = servers.own;
    const once = testAccount();
    await approve(server, once);
    const { id } = await createDraft(server, once);
    await removeOrganisers(server.infra.database, [once.accountId]);
    expect(await rightsOf(server, once)).toMatchObject({ mayCreate: false, mayPublish: false });
    expect((await create(server, once)).json().code).toBe('not_approved');
    const copy = await server.request('POST', `/api/events/${id}/copy`, { as: once });
    expect(copy.json().code).toBe('not_approved');
  });
});

describe('an account that the operator has approved', () => {
  it.each(['approved', 'own'] as const)(
    'publishes at once where the rule is "%s"',
    async (rule) => {
      const server = servers[rule];
      const olga = testAccount();
      await approve(server, olga);
      await approve(server, olga);
      expect(await rightsOf(server, olga)).toMatchObject({ mayCreate: true, mayPublish: true });
      const id = await ready(server, olga);
      expect((await publish(server, olga, id)).statusCode).toBe(200);
      expect(await isListed(server, id)).toBe(true);
    },
  );

  it('publishes no more events once the approval is withdrawn, and keeps its events, which stay on sale', async () => {
    const server = servers.approved;
    const olga = testAccount();
    await approve(server, olga);
    const [on, off] = [await ready(server, olga), await ready(server, olga)];
    await publish(server, olga, on);
    expect(await removeOrganisers(server.infra.database, [olga.accountId])).toHaveLength(1);
    expect((await publish(server, olga, off)).statusCode).toBe(403);
    expect((await publish(server, olga, on)).statusCode).toBe(200); // it is already published
    await call(server, olga, 'POST', `/api/events/${on}/cancel`, { reason: 'Storm' });
  });

  it('is listed after those awaiting approval, with the number of its drafts and published events', async () => {
    const server = servers.approved;
    const [waits, is] = [testAccount({ name: 'Zoe' }), testAccount({ name: 'Ada' })];
    await signedUp(server, waits, is);
    await approve(server, is);
    await createDraft(server, waits);
    await publish(server, is, await ready(server, is));
    const listed = await listOrganisers(server.infra.database, 100);
    const own = listed.filter(({ accountId }) =>
      [waits, is].some((a) => a.accountId === accountId),
    );
    expect(own).toEqual([
      {
        accountId: waits.accountId,
        name: 'Zoe',
        email: waits.email,
        approvedAt: null,
        drafts: 1,
        published: 0,
      },
      {
        accountId: is.accountId,
        name: 'Ada',
        email: is.email,
        approvedAt: expect.any(Date),
        drafts: 0,
        published: 1,
      },
    ]);
  });
});

describe('the events of one account', () => {
  it('include a limited number of drafts, fewer before it is approved', async () => {
    const server = servers.approved;
    const olga = testAccount();
    const drafts: string[] = [];
    for (let turn = 0; turn < 10; turn += 1) drafts.push((await create(server, olga)).json().id);
    const refused = await create(server, olga);
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({
      code: 'over_limit',
      detail: expect.stringContaining('10 drafts'),
    });
    await approve(server, olga);
    const more = await Promise.all(Array.from({ length: 5 }, () => create(server, olga)));
    expect(more.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 409, 409, 409]);
    await call(server, olga, 'POST', `/api/events/${drafts[0]}/cancel`, { reason: 'No' });
    const copy = await server.request('POST', `/api/events/${drafts[1]}/copy`, { as: olga });
    expect(copy.statusCode).toBe(201);
    expect((await create(server, olga)).statusCode).toBe(409);
  });

  it('include a limited number of published ones, until one is over', async () => {
    const server = servers.approved;
    const olga = testAccount();
    await approve(server, olga);
    const ids: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) ids.push(await ready(server, olga));
    const answers = await Promise.all(ids.map((id) => publish(server, olga, id)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 409, 409]);
    const left = ids.filter((_, at) => answers[at]?.statusCode === 409);
    const [shown] = ids.filter((_, at) => answers[at]?.statusCode === 200);
    await call(server, olga, 'POST', `/api/events/${shown}/cancel`, { reason: 'No' });
    expect((await publish(server, olga, left[0] ?? '')).statusCode).toBe(200);
    expect((await publish(server, olga, left[1] ?? '')).statusCode).toBe(409);
  });
});

describe('an event on show', () => {
  const edit = async (server: TestServer, as: TestAccount, id: string, change: object) =>
    server.request('PATCH', `/api/events/${id}`, {
      as,
      body: { version: await versionOf(server, id), ...change },
    });
  const later = (server: TestServer) => ({
    startsAt: inDays(server, 60),
    endsAt: inDays(server, 60.1),
  });

  it('that is over comes back only where its organiser may publish, in any way of dating it', async () => {
    const server = servers.approved;
    const olga = testAccount();
    await approve(server, olga);
    const [one, other] = [await ready(server, olga), await ready(server, olga)];
    for (const id of [one, other]) await publish(server, olga, id);
    await removeOrganisers(server.infra.database, [olga.accountId]);
    // While it is on, its organiser may move it, but not to a later end.
    const { startsAt, endsAt } = await call<EventListing>(
      server,
      olga,
      'GET',
      `/api/events/${one}`,
    );
    const sooner = { startsAt: inDays(server, 1), endsAt: inDays(server, 1.1) };
    expect((await edit(server, olga, one, sooner)).statusCode).toBe(200);
    for (const change of [{ startsAt, endsAt }, later(server), { endsAt: inDays(server, 1.2) }]) {
      const refused = await edit(server, olga, one, change);
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'not_approved']);
    }
    server.clock.advance(61 * 86_400_000);
    for (const change of [later(server), { endsAt: inDays(server, 1) }]) {
      const refused = await edit(server, olga, one, change);
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'not_approved']);
    }
    expect(await isListed(server, one)).toBe(false);
    expect((await edit(server, olga, one, { title: 'As it was' })).statusCode).toBe(200);
    await approve(server, olga);
    expect((await edit(server, olga, one, later(server))).statusCode).toBe(200);
    expect(await isListed(server, one)).toBe(true);
  });

  it('that is over counts again when it comes back', async () => {
    const server = servers.everyone;
    const olga = testAccount();
    const over = await ready(server, olga);
    await publish(server, olga, over);
    server.clock.advance(31 * 86_400_000);
    for (let turn = 0; turn < 3; turn += 1) {
      await publish(server, olga, await ready(server, olga));
    }
    const refused = await edit(server, olga, over, later(server));
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'over_limit']);
  });

  it('for people who have the link gets into the programme only by an organiser who may publish', async () => {
    const server = servers.approved;
    const olga = testAccount();
    await approve(server, olga);
    const id = await ready(server, olga, { unlisted: true });
    await publish(server, olga, id);
    await removeOrganisers(server.infra.database, [olga.accountId]);
    const refused = await edit(server, olga, id, { unlisted: false });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'not_approved']);
    expect(await isListed(server, id)).toBe(false);
    await approve(server, olga);
    expect((await edit(server, olga, id, { unlisted: false })).statusCode).toBe(200);
    expect((await edit(server, olga, id, { unlisted: true })).statusCode).toBe(200);
  });

  it('of a rehearsal never gets into the programme', async () => {
    const server = servers.approved;
    const accountId = newId();
    const one = testAccount({ accountId, email: rehearsalAddress(accountId) });
    const id = await ready(server, one, { unlisted: true });
    await publish(server, one, id);
    expect((await edit(server, one, id, { unlisted: false })).statusCode).toBe(403);
    expect((await edit(server, one, id, { title: 'Again' })).statusCode).toBe(200);
  });
});

describe('someone whom the operator signed in for a rehearsal', () => {
  const rehearsing = () => {
    const accountId = newId();
    return testAccount({ accountId, email: rehearsalAddress(accountId) });
  };

  it.each(['approved', 'own'] as const)(
    'publishes only unlisted events where the rule is "%s"',
    async (rule) => {
      const server = servers[rule];
      const one = rehearsing();
      const unlisted = await ready(server, one, { unlisted: true });
      expect((await publish(server, one, unlisted)).statusCode).toBe(200);
      expect((await publish(server, one, await ready(server, one))).statusCode).toBe(403);
    },
  );

  it('has no account, whatever its address', async () => {
    const server = servers.approved;
    const pretends = testAccount({ email: rehearsalAddress(newId()) });
    const id = await ready(server, pretends, { unlisted: true });
    expect((await publish(server, pretends, id)).statusCode).toBe(403);
  });
});

describe('an install of the previous release', () => {
  it('has the organisers approved who have published, and not those who only have drafts', async () => {
    const server = servers.everyone;
    const [published, drafts] = [testAccount(), testAccount()];
    for (let turn = 0; turn < 2; turn += 1) {
      await publish(server, published, await ready(server, published));
    }
    await ready(server, drafts);
    const file = new URL('../migrations/14_organisers.sql', import.meta.url);
    const [, insert] = (await readFile(file, 'utf8')).split(/(?=^insert into)/m);
    await server.infra.database.query(insert ?? '');
    const approved = (await listOrganisers(server.infra.database, 1_000))
      .filter(({ approvedAt }) => approvedAt !== null)
      .map(({ accountId }) => accountId);
    expect(approved).toContain(published.accountId);
    expect(approved).not.toContain(drafts.accountId);
  });
});
