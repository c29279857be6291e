import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Onsale, startOnsale } from '@onsale/embedded';
import {
  eventually,
  hasOpenssl,
  pickFreePort,
  runTool,
  testCertificate,
  testFolder,
  tlsFront,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const token = 'the-token-of-an-operator-in-tests-only';
const nobody = '0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d22';
const dayMs = 86_400_000;

let data: string;
let onsale: Onsale;
beforeAll(async () => {
  data = await testFolder('organisers');
  onsale = await startOnsale({
    PORT: String(await pickFreePort()),
    ONSALE_DATA: data,
    ONSALE_DEMO: '0',
    ONSALE_WEB: '0',
    ONSALE_LOG: 'error',
    ONSALE_HOSTS: 'onsale.local',
    ONSALE_OPERATOR_TOKEN: token,
  });
});
afterAll(async () => {
  await onsale.stop();
  await rm(data, { recursive: true, force: true });
});

const run = (args: readonly string[], url = onsale.url, operatorToken = token) =>
  runTool('organisers', [...args, '--url', url], { ONSALE_OPERATOR_TOKEN: operatorToken }).ended;

const send = (method: string, path: string, cookie: string, body?: object) =>
  fetch(onsale.url + path, {
    method,
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

/** Someone who has an account, a number that the operator can approve, and an event to publish. */
async function organiser(name: string) {
  const signedUp = await send('POST', '/api/users/signup', '', {
    ...{ name, email: `${crypto.randomUUID()}@example.org`, password: 'correct horse battery' },
  });
  const { id: accountId } = (await signedUp.json()) as { id: string };
  const cookie = signedUp.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const startsMs = Date.now() + 30 * dayMs;
  const created = await send('POST', '/api/events', cookie, {
    ...{ title: 'Concert', venueName: 'Hall', timeZone: 'Europe/Berlin', currency: 'EUR' },
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(startsMs + 7_200_000).toISOString(),
  });
  const { id: eventId } = (await created.json()) as { id: string };
  await send('POST', `/api/events/${eventId}/ticket-types`, cookie, {
    ...{ name: 'Standing', price: { amount: 2500, currency: 'EUR' }, capacity: 10 },
  });
  const publish = async () => (await send('POST', `/api/events/${eventId}/publish`, cookie)).status;
  return { accountId, publish };
}

describe('./onsale organisers --url', () => {
  it('takes an organiser from the refusal to publish to a published event, and back', async () => {
    const ana = await organiser('Ana');
    expect(await ana.publish()).toBe(403);
    const waiting = await run([]);
    expect(waiting).toMatchObject({ code: 0, said: '' });
    expect(waiting.out).toMatch(
      new RegExp(`^Not approved:\n(?:.*\n)*  ${ana.accountId}  Ana <.*>  1 draft, 0 published\n`),
    );

    // The catalogue learns of an account some moments after it was made.
    await eventually(async () =>
      expect(await run(['approve', ana.accountId])).toMatchObject({
        code: 0,
        out: `${ana.accountId} is approved.\n`,
      }),
    );
    expect(await ana.publish()).toBe(200);
    expect((await run([])).out).toMatch(
      new RegExp(`Approved:\n  ${ana.accountId}  Ana <.*>  0 drafts, 1 published\n`),
    );

    expect(await run(['remove', ana.accountId, nobody])).toMatchObject({
      code: 0,
      out: `${ana.accountId} is not approved any more.\n${nobody} was not approved.\n`,
    });
  });

  it('says which account does not exist, and who is approved by then', async () => {
    const { accountId } = await organiser('Eve');
    await eventually(async () =>
      expect(await run(['approve', accountId])).toMatchObject({ code: 0 }),
    );
    const { code, said } = await run(['approve', accountId, nobody]);
    expect({ code, said }).toEqual({
      code: 2,
      said: `There is no account ${nobody}. Approved before it: ${accountId}.\n`,
    });
    expect((await run(['approve', nobody])).said).toBe(
      `There is no account ${nobody}. Nobody was approved.\n`,
    );
  });

  it('says that the operator token is wrong, or missing', async () => {
    const { code, said } = await run([], onsale.url, `${token}-not`);
    expect(code).toBe(2);
    expect(said).toBe(
      `The operator token is not the one of ${onsale.url}. Put that one into the environment as ONSALE_OPERATOR_TOKEN.\n`,
    );
    expect(await run([], onsale.url, '')).toMatchObject({
      code: 2,
      said: `Approvals at ${onsale.url} need its operator token: put it into the environment as ONSALE_OPERATOR_TOKEN.\n`,
    });
  });

  it.skipIf(!hasOpenssl)(
    'trusts the given authority alone, at an address to which the name does not lead',
    async () => {
      const certificate = await testCertificate(['DNS:onsale.local']);
      const ca = join(data, 'ca.pem');
      await writeFile(ca, certificate.ca);
      const front = await tlsFront(certificate, onsale.url);
      try {
        const url = front.url.replace('localhost', 'onsale.local');
        const there = ['--address', '127.0.0.1'];
        expect(await run([...there, '--ca', ca], url)).toMatchObject({ code: 0, said: '' });
        expect((await run(there, url)).said).toContain('give its certificate with --ca FILE');
        const elsewhere = await run([...there, '--ca', ca], url.replace('local:', 'example:'));
        expect(elsewhere.said).toContain('is not trusted');
      } finally {
        await front.stop();
      }
    },
  );

  it.each([
    ['another program', '{"name":"something"}', 'is not Onsale'],
    ['a version before this one', '{"items":[],"nextCursor":null}', 'is before this one'],
  ])('says that %s answers there', async (_what, events, words) => {
    const server = createServer((request, response) => {
      response.statusCode = request.url?.startsWith('/api/events') ? 200 : 404;
      response.end(response.statusCode === 200 ? events : '{"detail":"There is nothing here."}');
    });
    const port = await pickFreePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { code, said } = await run([], `http://127.0.0.1:${port}`);
      expect(code).toBe(2);
      expect(said).toContain(words);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
