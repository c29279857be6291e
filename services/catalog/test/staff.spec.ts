import { type AccountState, accountCreated } from '@onsale/contracts/auth/messages';
import type { StaffMember } from '@onsale/contracts/catalog/http';
import { newMessage } from '@onsale/runtime';
import { eventually, type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onAccount } from '../src/on-account.js';
import { call, createDraft, listOwn, putOnSale, said, startCatalog } from './support.js';

let server: TestServer;
const organiser = testAccount({ name: 'Olga' });
const sam = testAccount({ name: 'Sam', email: 'Sam@Example.org' });
const stranger = testAccount();
beforeAll(async () => {
  server = await startCatalog();
  await Promise.all([organiser, sam, stranger].map((account) => signedUp(account)));
});
afterAll(() => server.stop());

const created = (account: TestAccount, changes: Partial<AccountState> = {}) => {
  const { accountId, email, name } = account;
  return newMessage(accountCreated, {
    subject: accountId,
    time: server.clock.now(),
    data: { accountId, version: 1, email, name, ...changes },
  });
};

async function signedUp(account: TestAccount): Promise<void> {
  await server.infra.bus.publish([created(account)]);
  await eventually(async () => {
    const rows = await server.infra.database.query('select from account where id = $1', [
      account.accountId,
    ]);
    expect(rows).toHaveLength(1);
  });
}

const add = (eventId: string, email: string, as = organiser) =>
  server.request('POST', `/api/events/${eventId}/staff`, { as, body: { email } });
const remove = (eventId: string, accountId: string, as = organiser) =>
  server.request('DELETE', `/api/events/${eventId}/staff/${accountId}`, { as });
const list = async (eventId: string) =>
  (await call<{ items: StaffMember[] }>(server, organiser, 'GET', `/api/events/${eventId}/staff`))
    .items;

describe('staff', () => {
  it('is added by email in any case, listed, and known to the other services', async () => {
    const { event } = await putOnSale(server, organiser);
    const response = await add(event.id, ' sam\u200b@example.ＯＲＧ ');
    const member = { accountId: sam.accountId, name: 'Sam', email: 'Sam@Example.org' };
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual(member);
    expect(await list(event.id)).toEqual([member]);
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      type: 'event.updated',
      data: { version: 3, staffIds: [sam.accountId] },
    });
    expect(await listOwn(server, sam)).toContainEqual(
      expect.objectContaining({ id: event.id, role: 'staff' }),
    );
    // Staff works the door; the event is not theirs.
    expect((await add(event.id, stranger.email, sam)).statusCode).toBe(403);

    expect((await remove(event.id, sam.accountId)).statusCode).toBe(204);
    expect(await list(event.id)).toEqual([]);
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      data: { version: 4, staffIds: [] },
    });
    expect((await remove(event.id, sam.accountId)).statusCode).toBe(404);
  });

  it('does not see drafts', async () => {
    const draft = await createDraft(server, organiser);
    await add(draft.id, sam.email);
    expect((await server.request('GET', `/api/events/${draft.id}`, { as: sam })).statusCode).toBe(
      404,
    );
    expect((await listOwn(server, sam)).map((event) => event.id)).not.toContain(draft.id);
  });

  it('is added once, also by two requests at once', async () => {
    const { event } = await putOnSale(server, organiser);
    const responses = await Promise.all([add(event.id, sam.email), add(event.id, sam.email)]);
    expect(responses.map((response) => response.statusCode).sort()).toEqual([201, 409]);
    expect(await list(event.id)).toHaveLength(1);
  });

  it('is neither the organiser nor someone without an account', async () => {
    const { event } = await putOnSale(server, organiser);
    expect((await add(event.id, organiser.email)).json().code).toBe('already_staff');
    expect((await add(event.id, 'nobody@example.org')).json().code).toBe('no_such_account');
    expect((await said(server, event.id)).at(-1)?.data.version).toBe(2);
  });

  it("is the organiser's to see and to choose", async () => {
    const { event } = await putOnSale(server, organiser);
    const draft = await createDraft(server, organiser);
    for (const [id, status] of [
      [event.id, 403],
      [draft.id, 404],
    ] as const) {
      const path = `/api/events/${id}/staff`;
      expect((await server.request('GET', path, { as: stranger })).statusCode).toBe(status);
      expect((await add(id, sam.email, stranger)).statusCode).toBe(status);
      expect((await remove(id, sam.accountId, stranger)).statusCode).toBe(status);
    }
  });

  it('has a hundred members at most', async () => {
    const { event } = await putOnSale(server, organiser);
    await server.infra.database.query(
      `insert into event_staff (event_id, account_id, added_at)
       select $1, gen_random_uuid(), now() from generate_series(1, 100)`,
      [event.id],
    );
    expect((await add(event.id, sam.email)).json().code).toBe('over_limit');
  });

  it('cannot be used to find out which addresses have accounts', async () => {
    const curious = testAccount();
    const { event } = await putOnSale(server, curious);
    const statuses = new Set<number>();
    for (let turn = 0; turn < 201; turn += 1) {
      statuses.add((await add(event.id, `${turn}@example.org`, curious)).statusCode);
    }
    expect([...statuses]).toEqual([409, 429]);
  });
});

describe('the copy of accounts', () => {
  it('keeps the newest state, whatever comes twice or late', async () => {
    const ada = testAccount({ name: 'Ada' });
    const { handle } = onAccount(server.infra);
    const first = created(ada);
    const second = created(ada, { version: 2, name: 'Ada L.' });
    await handle([second, first, second]);
    await handle([first]);
    await handle([first, second]);
    const rows = await server.infra.database.query(
      'select version, name from account where id = $1',
      [ada.accountId],
    );
    expect(rows).toEqual([{ version: 2, name: 'Ada L.' }]);
  });
});
