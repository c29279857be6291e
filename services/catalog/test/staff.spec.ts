import { type AccountState, accountCreated } from '@onsale/contracts/auth/messages';
import type { StaffInvitation, StaffMember } from '@onsale/contracts/catalog/http';
import { rates } from '@onsale/contracts/limits';
import { newId, newMessage } from '@onsale/runtime';
import { type TestAccount, type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onAccount } from '../src/on-account.js';
import {
  call,
  createDraft,
  inDays,
  listOwn,
  putOnSale,
  said,
  signedUp,
  startCatalog,
} from './support.js';

let server: TestServer;
const organiser = testAccount({ name: 'Olga' });
const sam = testAccount({ name: 'Sam', email: 'door.lead@venue.example' });
const stranger = testAccount({ name: 'Eve' });
beforeAll(async () => {
  server = await startCatalog();
  await signedUp(server, organiser, sam, stranger);
});
afterAll(() => server.stop());

interface Invited extends StaffInvitation {
  readonly token: string;
  readonly url: string;
}

const invite = (eventId: string, label?: string, as = organiser) =>
  call<Invited>(server, as, 'POST', `/api/events/${eventId}/staff-invitations`, {
    ...(label === undefined ? {} : { label }),
  });
const answer = (what: 'accept' | 'decline', token: string, as = sam) =>
  server.request('POST', `/api/staff-invitations/${token}/${what}`, { as });
const accept = (token: string, as = sam) => answer('accept', token, as);
const see = (token: string, as = sam) =>
  server.request('GET', `/api/staff-invitations/${token}`, { as });
const withdraw = (eventId: string, id: string, as = organiser) =>
  server.request('DELETE', `/api/events/${eventId}/staff-invitations/${id}`, { as });
const remove = (eventId: string, accountId: string, as = organiser) =>
  server.request('DELETE', `/api/events/${eventId}/staff/${accountId}`, { as });
const leave = (eventId: string, as = sam) =>
  server.request('POST', `/api/events/${eventId}/leave`, { as });
const list = (eventId: string) =>
  call<{ items: StaffMember[]; invitations: StaffInvitation[] }>(
    server,
    organiser,
    'GET',
    `/api/events/${eventId}/staff`,
  );

const dayMs = 86_400_000;

describe('an invitation to the door staff', () => {
  it('shows the event to anyone with its link, who joins by accepting, and may leave', async () => {
    const { event } = await putOnSale(server, organiser);
    const made = await invite(event.id, ' Sam, north gate ');
    expect(made.url.endsWith(`/organiser/invitations/${made.token}`)).toBe(true);
    const open = { id: made.id, label: 'Sam, north gate' };
    expect(await list(event.id)).toMatchObject({ items: [], invitations: [open] });

    expect((await see(made.token)).json()).toEqual({
      eventId: event.id,
      eventTitle: event.title,
      organiserName: 'Olga',
      venueName: event.venueName,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      timeZone: event.timeZone,
      expiresAt: made.expiresAt,
      state: 'open',
      eventStatus: 'published',
    });
    expect((await accept(made.token)).json()).toEqual({ eventId: event.id });
    const { accountId, name, email } = sam;
    const member = { accountId, name, email, invitedAs: 'Sam, north gate' };
    expect(await list(event.id)).toEqual({ items: [member], invitations: [] });
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      type: 'event.updated',
      data: { version: 3, staffIds: [accountId] },
    });
    const own = expect.objectContaining({ id: event.id, role: 'staff' });
    expect(await listOwn(server, sam)).toContainEqual(own);
    // Staff work at the door; they may not change the event.
    const path = `/api/events/${event.id}/staff-invitations`;
    expect((await server.request('POST', path, { as: sam, body: {} })).statusCode).toBe(403);

    expect((await leave(event.id)).statusCode).toBe(204);
    expect(await list(event.id)).toEqual({ items: [], invitations: [] });
    expect((await said(server, event.id)).at(-1)).toMatchObject({
      data: { version: 4, staffIds: [] },
    });
    expect(await listOwn(server, sam)).not.toContainEqual(own);
    expect((await leave(event.id)).statusCode).toBe(404);
    // It worked once.
    expect((await accept(made.token)).statusCode).toBe(404);
  });

  it('does not admit a person who merely uses the email address of the invited one', async () => {
    const { event } = await putOnSale(server, organiser);
    // Signed up before its owner did, whose address nobody has proved.
    const squatter = testAccount({ name: 'Door Lead', email: sam.email });
    await signedUp(server, squatter);
    const byAddress = await server.request('POST', `/api/events/${event.id}/staff`, {
      as: organiser,
      body: { email: sam.email },
    });
    expect(byAddress.statusCode).toBe(405);
    const { token } = await invite(event.id, sam.email);
    expect((await list(event.id)).items).toEqual([]);
    expect(await listOwn(server, squatter)).toEqual([]);
    await accept(token, sam);
    expect((await list(event.id)).items.map(({ accountId }) => accountId)).toEqual([sam.accountId]);
    expect((await accept(token, squatter)).statusCode).toBe(404);
  });

  it('is stored only as a hash of 256 random bits', async () => {
    const { event } = await putOnSale(server, organiser);
    const made = await Promise.all([invite(event.id), invite(event.id)]);
    const tokens = made.map(({ token }) => Buffer.from(token, 'base64url'));
    expect(tokens.map(({ length }) => length)).toEqual([32, 32]);
    expect(tokens[0]?.equals(tokens[1] as Buffer)).toBe(false);
    const rows = await server.infra.database.query<{ row: string }>(
      'select row_to_json(staff_invitation)::text as row from staff_invitation where event_id = $1',
      [event.id],
    );
    expect(rows).toHaveLength(2);
    for (const { row } of rows) {
      for (const { token } of made) {
        expect(row).not.toContain(token);
        expect(row).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
      }
    }
  });

  it('works once: a second person gets the same answer as for a token that never existed', async () => {
    const { event } = await putOnSale(server, organiser);
    const { token } = await invite(event.id);
    const both = await Promise.all([accept(token, sam), accept(token, stranger)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
    expect((await list(event.id)).items).toHaveLength(1);
    const loser = both[0]?.statusCode === 200 ? stranger : sam;
    const guess = 'A'.repeat(43);
    const { requestId: _, ...used } = (await see(token, loser)).json();
    const { requestId: __, ...guessed } = (await see(guess, loser)).json();
    expect(used).toEqual(guessed);
    expect((await answer('decline', token, loser)).statusCode).toBe(404);
  });

  it('accepted by one account in two tabs is accepted once, and both tabs get the same answer', async () => {
    const { event } = await putOnSale(server, organiser);
    const { token } = await invite(event.id);
    const tabs = await Promise.all([accept(token), accept(token)]);
    expect(tabs.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await accept(token)).statusCode).toBe(200);
    expect((await list(event.id)).items).toHaveLength(1);
    expect((await see(token)).json()).toMatchObject({ state: 'accepted', expiresAt: null });
    expect((await said(server, event.id)).at(-1)?.data.version).toBe(3);
  });

  it('ends when it is declined, withdrawn or expired', async () => {
    const { event } = await putOnSale(server, organiser);
    const [declined, withdrawn, expired] = [
      await invite(event.id),
      await invite(event.id),
      await invite(event.id),
    ];
    expect((await answer('decline', declined.token)).statusCode).toBe(204);
    expect((await withdraw(event.id, withdrawn.id)).statusCode).toBe(204);
    expect((await withdraw(event.id, withdrawn.id)).statusCode).toBe(404);
    expect((await list(event.id)).invitations.map(({ id }) => id)).toEqual([expired.id]);
    server.clock.advance(7 * dayMs - 1);
    expect((await see(expired.token)).statusCode).toBe(200);
    server.clock.advance(1);
    for (const { token } of [declined, withdrawn, expired]) {
      expect((await see(token)).statusCode).toBe(404);
      expect((await accept(token)).statusCode).toBe(404);
    }
    expect(await list(event.id)).toEqual({ items: [], invitations: [] });
  });

  it('is one of two hundred in an hour that one account makes, at whatever events', async () => {
    const busy = testAccount();
    const { id } = await createDraft(server, busy);
    const ask = (eventId: string) =>
      server.request('POST', `/api/events/${eventId}/staff-invitations`, { as: busy, body: {} });
    const { max, windowSeconds } = rates.invitations;
    const answers = await Promise.all(Array.from({ length: max + 5 }, () => ask(newId())));
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5);
    expect((await ask(id)).statusCode).toBe(429);
    server.clock.advance(windowSeconds * 1000);
    expect((await ask(id)).statusCode).toBe(201);
  });

  it('is of no use once the event is cancelled, and none is made for it', async () => {
    const published = (await putOnSale(server, organiser)).event;
    for (const event of [published, await createDraft(server, organiser)]) {
      const [used, open] = [await invite(event.id), await invite(event.id)];
      expect((await accept(used.token)).statusCode).toBe(200);
      await call(server, organiser, 'POST', `/api/events/${event.id}/cancel`, { reason: 'Storm' });
      expect((await see(open.token, stranger)).json().eventStatus).toBe('cancelled');
      const refused = await accept(open.token, stranger);
      expect([refused.statusCode, refused.json().code]).toEqual([409, 'event_cancelled']);
      expect((await list(event.id)).items.map(({ accountId }) => accountId)).toEqual([
        sam.accountId,
      ]);
      const more = await server.request('POST', `/api/events/${event.id}/staff-invitations`, {
        as: organiser,
        body: {},
      });
      expect(more.json().code).toBe('event_cancelled');
      expect((await withdraw(event.id, open.id)).statusCode).toBe(204);
      expect((await leave(event.id)).statusCode).toBe(204);
    }
  });

  it('is of no use once the event is over, and none is made for it', async () => {
    const server = await startCatalog();
    try {
      await signedUp(server, organiser, sam);
      const event = await createDraft(server, organiser, {
        startsAt: inDays(server, 1),
        endsAt: inDays(server, 1.1),
      });
      const path = `/api/events/${event.id}/staff-invitations`;
      const { token } = await call<Invited>(server, organiser, 'POST', path, {});
      server.clock.advance(new Date(event.endsAt).getTime() - server.clock.now().getTime());
      for (const refused of [
        await server.request('POST', `/api/staff-invitations/${token}/accept`, { as: sam }),
        await server.request('POST', path, { as: organiser, body: {} }),
      ]) {
        expect([refused.statusCode, refused.json().code]).toEqual([409, 'event_over']);
      }
    } finally {
      await server.stop();
    }
  });

  it('does not bring back a person who was removed or has left, who may come by another', async () => {
    const { event } = await putOnSale(server, organiser);
    const [first, second, third] = [
      await invite(event.id),
      await invite(event.id),
      await invite(event.id),
    ];
    await accept(first.token);
    await remove(event.id, sam.accountId);
    expect((await accept(first.token)).statusCode).toBe(404);
    expect((await see(first.token)).statusCode).toBe(404);
    expect((await accept(second.token)).statusCode).toBe(200);
    await leave(event.id);
    for (const { token } of [first, second]) {
      expect((await accept(token)).statusCode).toBe(404);
      expect((await accept(token, stranger)).statusCode).toBe(404);
    }
    expect((await accept(third.token)).statusCode).toBe(200);
  });

  it('is of no use to the organiser and to staff, and stays open for someone else', async () => {
    const { event } = await putOnSale(server, organiser);
    await accept((await invite(event.id)).token);
    const { token } = await invite(event.id);
    expect((await see(token, organiser)).json().state).toBe('own');
    for (const one of [organiser, sam]) {
      expect((await accept(token, one)).json().code).toBe('already_staff');
    }
    expect((await accept(token, stranger)).statusCode).toBe(200);
  });

  it('waits for an account that this service does not know yet', async () => {
    const { event } = await putOnSale(server, organiser);
    const { token } = await invite(event.id);
    const fresh = testAccount();
    expect((await accept(token, fresh)).json().code).toBe('no_such_account');
    await signedUp(server, fresh);
    expect((await accept(token, fresh)).statusCode).toBe(200);
  });

  it('cannot be guessed, by one account or from one network', async () => {
    const { event } = await putOnSale(server, organiser);
    const { token } = await invite(event.id);
    const guesser = testAccount();
    const statuses: number[] = [];
    for (let turn = 0; turn < 32; turn += 1) {
      const guess = String(turn).padStart(43, 'x');
      statuses.push((await (turn % 2 ? see : accept)(guess, guesser)).statusCode);
    }
    expect(statuses).toEqual([...Array(30).fill(404), 429, 429]);
    // Then a right guess looks like a wrong one.
    const right = await see(token, guesser);
    expect(right.statusCode).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    // Tokens that exist never count.
    for (let turn = 0; turn < 40; turn += 1) {
      expect((await see(token, stranger)).statusCode).toBe(200);
    }
    for (let account = 0; account < 10; account += 1) {
      const another = testAccount();
      for (let turn = 0; turn < 29; turn += 1) await see('y'.repeat(43), another);
    }
    expect((await see('z'.repeat(43), testAccount())).statusCode).toBe(429);
    server.clock.advance(3_600_000);
    expect((await see(token, guesser)).statusCode).toBe(200);
  });

  it('can be created by the organiser alone', async () => {
    const { event } = await putOnSale(server, organiser);
    const draft = await createDraft(server, organiser);
    for (const [id, status] of [
      [event.id, 403],
      [draft.id, 404],
    ] as const) {
      const made = await invite(id);
      const path = `/api/events/${id}/staff`;
      expect((await server.request('GET', path, { as: stranger })).statusCode).toBe(status);
      const asked = { as: stranger, body: {} };
      expect((await server.request('POST', `${path}-invitations`, asked)).statusCode).toBe(status);
      expect((await withdraw(id, made.id, stranger)).statusCode).toBe(status);
      expect((await remove(id, sam.accountId, stranger)).statusCode).toBe(status);
      expect((await leave(id, stranger)).statusCode).toBe(404);
      // An event of one’s own does not help: the invitation belongs to another.
      const own = await createDraft(server, stranger);
      expect((await withdraw(own.id, made.id, stranger)).statusCode).toBe(404);
      expect((await list(id)).invitations).toHaveLength(1);
    }
  });

  it('is one of at most fifty per event, and an event has at most a hundred staff', async () => {
    const { event } = await putOnSale(server, organiser);
    const made: Invited[] = [];
    for (let turn = 0; turn < 50; turn += 1) made.push(await invite(event.id));
    const path = `/api/events/${event.id}/staff-invitations`;
    const more = () => server.request('POST', path, { as: organiser, body: {} });
    expect((await more()).json().code).toBe('over_limit');
    await server.infra.database.query(
      `insert into event_staff (event_id, account_id, added_at)
       select $1, gen_random_uuid(), now() from generate_series(1, 100)`,
      [event.id],
    );
    expect((await accept(made[0]?.token ?? '')).json().code).toBe('over_limit');
    await withdraw(event.id, made[0]?.id ?? '');
    expect((await more()).statusCode).toBe(201);
  });
});

describe('staff', () => {
  it('added before there were invitations stay, and can be removed', async () => {
    const { event } = await putOnSale(server, organiser);
    await server.infra.database.query(
      'insert into event_staff (event_id, account_id, added_at) values ($1, $2, now())',
      [event.id, sam.accountId],
    );
    const member = { accountId: sam.accountId, name: 'Sam', email: sam.email, invitedAs: null };
    expect((await list(event.id)).items).toEqual([member]);
    expect((await remove(event.id, sam.accountId)).statusCode).toBe(204);
    expect((await remove(event.id, sam.accountId)).statusCode).toBe(404);
  });

  it('do not see drafts', async () => {
    const draft = await createDraft(server, organiser);
    await accept((await invite(draft.id)).token);
    expect((await server.request('GET', `/api/events/${draft.id}`, { as: sam })).statusCode).toBe(
      404,
    );
    expect((await listOwn(server, sam)).map((event) => event.id)).not.toContain(draft.id);
  });
});

describe('the copy of accounts', () => {
  it('keeps the newest state, even when states come twice or late', async () => {
    const ada = testAccount({ name: 'Ada' });
    const { handle } = onAccount(server.infra, async () => {});
    const created = (account: TestAccount, changes: Partial<AccountState> = {}) => {
      const { accountId, email, name } = account;
      const data = { accountId, version: 1, email, name, ...changes };
      return newMessage(accountCreated, { subject: accountId, time: server.clock.now(), data });
    };
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
