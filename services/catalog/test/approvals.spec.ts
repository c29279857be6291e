import { type TestServer, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTicketType, createDraft, signedUp, startCatalog } from './support.js';

const token = 'a-token-that-is-long-enough-for-an-operator';
const nobody = '0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d22';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog({ ONSALE_ORGANISERS: 'approved', ONSALE_OPERATOR_TOKEN: token });
});
afterAll(() => server.stop());

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, sent = token) =>
  server.request(method, path, { headers: { authorization: `Bearer ${sent}` } });
const approval = (accountId: string) => `/api/organisers/${accountId}/approval`;

describe('the operator', () => {
  it('approves an account, twice without harm, and withdraws the approval once', async () => {
    const olga = testAccount();
    await signedUp(server, olga);
    const { id } = await createDraft(server, olga);
    await addTicketType(server, olga, id);
    const publish = async () =>
      (await server.request('POST', `/api/events/${id}/publish`, { as: olga })).statusCode;

    expect(await publish()).toBe(403);
    expect((await ask('POST', approval(olga.accountId))).statusCode).toBe(204);
    expect((await ask('POST', approval(olga.accountId))).statusCode).toBe(204);
    expect(await publish()).toBe(200);
    expect((await ask('DELETE', approval(olga.accountId))).statusCode).toBe(204);
    expect((await ask('DELETE', approval(olga.accountId))).statusCode).toBe(404);
  });

  it('cannot approve an account that does not exist', async () => {
    const reply = await ask('POST', approval(nobody));
    expect(reply.statusCode).toBe(404);
    expect(reply.json().detail).toContain('no such account');
  });

  it('reads the list page by page: each account once, those awaiting approval first, by name', async () => {
    const named = (name: string) => testAccount({ name });
    const all = [named('Zoe'), named('Ada'), named('Ada'), named('Mia'), named('Bea')];
    await signedUp(server, ...all);
    for (const one of all) await createDraft(server, one);
    for (const one of all.slice(3)) await ask('POST', approval(one.accountId));

    const seen: { accountId: string; name: string; approvedAt: string | null }[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await ask('GET', `/api/organisers?limit=2${after}`)).json();
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    const own = seen.filter(({ accountId }) => all.some((one) => one.accountId === accountId));
    expect(own.map(({ name, approvedAt }) => [name, approvedAt !== null])).toEqual([
      ['Ada', false],
      ['Ada', false],
      ['Zoe', false],
      ['Bea', true],
      ['Mia', true],
    ]);
    expect(new Set(own.map(({ accountId }) => accountId)).size).toBe(5);
  });

  it.each([
    ['two parts', ['true', 'Ada']],
    ['a rank that is none', ['yes', 'Ada', nobody]],
    ['a name that PostgreSQL cannot hold', ['true', 'A\0', nobody]],
    ['an id that is none', ['true', 'Ada', '42']],
  ])('gets 400 for a cursor with %s', async (_what, parts) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect((await ask('GET', `/api/organisers?cursor=${cursor}`)).statusCode).toBe(400);
  });

  it('is blocked after sixty wrong tokens, even with the right one, until the window has passed', async () => {
    const from = { 'x-forwarded-for': '203.0.113.77' };
    const list = async (sent: string) =>
      (
        await server.request('GET', '/api/organisers', {
          headers: { ...from, authorization: `Bearer ${sent}` },
        })
      ).statusCode;
    for (let turn = 0; turn < 60; turn += 1) expect(await list('no')).toBe(401);
    expect(await list(token)).toBe(429);
    server.clock.advance(15 * 60_000);
    expect(await list(token)).toBe(200);
  });
});
