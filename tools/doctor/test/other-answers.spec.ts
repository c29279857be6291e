import { createServer, type RequestListener, type Server } from 'node:http';
import { pickFreePort } from '@onsale/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { checkCaching, checkHeaders } from '../src/answers.js';
import { askAt } from '../src/ask.js';
import type { Finding } from '../src/finding.js';
import { checkInside } from '../src/operator.js';
import {
  checkClockAndTime,
  checkName,
  checkRedirect,
  checkStream,
  checkVersion,
} from '../src/outside.js';
import { checkWrites } from '../src/writes.js';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** What is in front of an install, and answers in its place. */
async function front(answer: RequestListener) {
  const port = await pickFreePort();
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${port}`);
  return { url, ask: askAt(url, {}) };
}

const html = '<!doctype html><title>Checking your browser</title><p>"account": null</p>';
const asHtml: RequestListener = (_request, response) =>
  void response.setHeader('content-type', 'text/html').end(html);

describe('a proxy that answers with a page of its own', () => {
  it('is not taken for an install', async () => {
    expect(await checkName(await front(asHtml))).toMatchObject({
      outcome: 'wrong',
      says: expect.stringContaining('is not answered by Onsale'),
    });
  });

  it('is named as what it is by every check that reads JSON', async () => {
    const site = await front(asHtml);
    for (const check of [checkStream, checkVersion]) {
      await expect(check(site)).rejects.toThrow('200 with text/html came where the install');
    }
    await expect(checkInside(site, 'a token')).rejects.toThrow('200 with text/html');
  });

  it('is found out when it answers in the place of live stock', async () => {
    const site = await front((request, response) => {
      if (request.url === '/api/events') return response.end('{"items":[{"id":"1"}]}');
      return asHtml(request, response);
    });
    expect(await checkStream(site)).toMatchObject({ check: 'live stock', outcome: 'wrong' });
  });

  it.each([
    [200, 'text/event-stream', '', 'wrong'],
    [502, 'text/event-stream', 'event: stock', 'wrong'],
    [503, 'application/problem+json', '{}', 'unknown'],
    [200, 'text/event-stream', 'event: stock', 'right'],
  ])('live stock that is answered %i with %s “%s” is %s', async (status, type, body, outcome) => {
    const site = await front((request, response) => {
      if (request.url === '/api/events') return response.end('{"items":[{"id":"1"}]}');
      return response.writeHead(status, { 'content-type': type }).end(body);
    });
    expect((await checkStream(site)).outcome).toBe(outcome);
  });
});

it('a site that sends callers on is named with the address it leads to', async () => {
  const site = await front((_request, response) =>
    response.writeHead(301, { location: 'https://www.tickets.example.org/' }).end(),
  );
  expect((await checkName(site)).says).toContain('https://www.tickets.example.org/');
});

it.each([
  ['https://tickets.example.org:443/events/a?b=c', 'right'],
  ['HTTPS://Tickets.example.org/events/a?b=c', 'right'],
  ['https://tickets.example.org/', 'wrong'],
  ['https://www.tickets.example.org/events/a?b=c', 'wrong'],
  ['/events/a?b=c', 'wrong'],
  ['https://tickets.example.org:8443/events/a?b=c', 'wrong'],
  ['not an address', 'wrong'],
  ['http://[', 'wrong'],
])('a redirect from plain HTTP to %s is %s', async (location, outcome) => {
  const { ask } = await front((_request, response) => response.writeHead(308, { location }).end());
  const site = { url: new URL('https://tickets.example.org'), ask, askPlain: ask };
  expect((await checkRedirect(site))[0]?.outcome).toBe(outcome);
});

it('a clock that no answer tells is not judged', async () => {
  const site = await front((_request, response) => {
    response.sendDate = false;
    response.end();
  });
  const found = (await checkClockAndTime(site)).find(({ check }) => check === 'clock');
  expect(found).toMatchObject({ outcome: 'unknown', says: expect.not.stringContaining('NaN') });
});

describe('the clock behind a proxy', () => {
  const inside = async (now: string | undefined) => {
    const arrival = { origin: '', address: '203.0.113.9', isForwarded: true, freeBytes: null, now };
    const site = await front(({ url }, response) =>
      response.end(url === '/metrics' ? '' : JSON.stringify(arrival)),
    );
    return (await checkInside(site, 'a token')).filter(({ check }) => check === 'clock');
  };

  it('is read from the install, with the operator token', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    expect(await inside(hourAgo)).toMatchObject([{ outcome: 'wrong' }]);
    expect(await inside(new Date().toISOString())).toEqual([]);
    expect(await inside(undefined)).toEqual([]);
  });
});

describe('the address that a visitor seems to have', () => {
  const addresses = async (read: (claimed: string | undefined) => string) => {
    const site = await front(({ url, headers }, response) => {
      const address = read(headers['x-forwarded-for'] as string | undefined);
      const arrival = { origin: 'https://a.example', address, isForwarded: true, freeBytes: null };
      response.end(url === '/metrics' ? '' : JSON.stringify(arrival));
    });
    const found = await checkInside(site, 'a token');
    return found.find(({ check }) => check === 'addresses');
  };

  it('is one that they cannot claim', async () => {
    expect(await addresses(() => '203.0.113.9')).toMatchObject({ outcome: 'right' });
    const believed = await addresses((claimed) => claimed ?? '203.0.113.9');
    expect(believed).toMatchObject({ outcome: 'wrong', says: expect.stringContaining('claim') });
  });
});

describe('answers that are kept on the way', () => {
  const caching = async (headers: (turn: number) => Record<string, string>): Promise<Finding> => {
    let turn = 0;
    return checkCaching(
      await front((_request, response) => response.writeHead(200, headers(turn++)).end('{}')),
    );
  };
  const good = { 'cache-control': 'no-store' };

  it.each<[string, string, (turn: number) => Record<string, string>]>([
    ['that come again', 'wrong', () => ({ ...good, 'x-request-id': 'the same' })],
    ['that have an age', 'wrong', () => ({ ...good, age: '3' })],
    ['that may be kept', 'wrong', () => ({ 'cache-control': 'private, max-age=60' })],
    ['that do not say', 'wrong', () => ({})],
    ['of their own', 'right', (turn) => ({ ...good, 'x-request-id': String(turn) })],
    ['whose id a proxy hides', 'right', () => ({ 'cache-control': 'no-store, no-store' })],
  ])('answers %s are %s', async (_what, outcome, headers) => {
    expect((await caching(headers)).outcome).toBe(outcome);
  });
});

describe('cookies', () => {
  const ends = 'Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=Lax';
  const session = `onsale_session_00000000=; HttpOnly; ${ends}`;
  const mark = `onsale_signed_in_00000000=; ${ends}`;
  const cookies = async (sent: string | string[]) => {
    const site = await front(({ method }, response) => {
      response.setHeader('set-cookie', sent);
      response.writeHead(method === 'POST' ? 204 : 200).end();
    });
    return (await checkWrites(site)).find(({ check }) => check === 'cookies')?.outcome;
  };

  it.each<[string, string | string[], string]>([
    ['as they were sent', [session, mark], 'right'],
    ['in another order', [mark, session], 'right'],
    ['folded into one line', `${session}, ${mark}`, 'wrong'],
    ['of which one is lost', [session], 'wrong'],
    ['that come twice', [session, mark, session], 'wrong'],
    ['of a whole domain', [`${session}; Domain=example.org`, mark], 'wrong'],
    ['of one path', [session.replace('Path=/;', 'Path=/app;'), mark], 'wrong'],
    ['without their end', [session, mark.replace(/Expires=[^;]+; /, '')], 'wrong'],
    ['that other sites send', [session.replace('Lax', 'None'), mark], 'wrong'],
  ])('%s are %s', async (_what, sent, outcome) => {
    expect(await cookies(sent)).toBe(outcome);
  });
});

describe('headers that arrive twice or garbled', () => {
  const good = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };
  const headers = async (changes: Record<string, string | string[]>) => {
    const site = await front((_request, response) =>
      response.writeHead(200, { ...good, ...changes }).end('{}'),
    );
    return (await checkHeaders(site)).map(({ check, outcome }) => `${check} ${outcome}`);
  };

  it.each<[Record<string, string | string[]>, string]>([
    [{}, 'right'],
    [{ 'x-frame-options': ['DENY', 'SAMEORIGIN'] }, 'right'],
    [{ 'x-frame-options': 'ALLOW-FROM https://a.example' }, 'wrong'],
    [{ 'x-frame-options': ['ALLOWALL', 'DENY'] }, 'wrong'],
    [{ 'x-content-type-options': ['nosniff', 'nosniff'] }, 'right'],
    [{ 'x-content-type-options': 'NoSniff' }, 'right'],
    [{ 'x-content-type-options': 'none' }, 'wrong'],
    [{ 'x-content-type-options': '' }, 'wrong'],
  ])('%j is %s', async (changes, outcome) => {
    expect(await headers(changes)).toEqual([`headers ${outcome}`]);
  });

  it.each([
    ['max-age=2592000', 'right'],
    ['includeSubDomains; max-age=2592000', 'right'],
    ['max-age="60"', 'right'],
    ['max-age=0, max-age=2592000', 'wrong'],
    ['max-age=0', 'wrong'],
    ['max-age=', 'wrong'],
    ['yes', 'wrong'],
  ])('of the same, HSTS “%s” is %s', async (value, outcome) => {
    const { ask } = await front((_request, response) =>
      response.writeHead(200, { ...good, 'strict-transport-security': value }).end('{}'),
    );
    const found = await checkHeaders({ url: new URL('https://tickets.example.org'), ask });
    expect(found[0]).toMatchObject({ check: 'HSTS', outcome });
  });
});
