import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { problemCodes } from '@onsale/contracts/problem';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pickFreePort } from '../src/free-port.js';
import { createHttpServer } from '../src/http/server.js';
import type { Logger } from '../src/log.js';

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  app = await createHttpServer({
    services: [],
    clock: { now: () => new Date() },
    log: silent,
    sessionPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    trustProxy: 'loopback',
    checkReplies: true,
    first(request, response) {
      if (request.url !== '/first') return false;
      response.end('answered first');
      return true;
    },
  });
  await app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => app.close());

/** Sends bytes as they are. */
async function send(request: string | Buffer) {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [line = '', ...headers] = head.split('\r\n');
  return {
    status: Number(line.split(' ')[1]),
    headers: new Map(headers.map((one) => one.toLowerCase().split(': ') as [string, string])),
    body: body.startsWith('{') ? JSON.parse(body) : body,
  };
}

const host = 'Host: a.example\r\nConnection: close\r\n\r\n';

describe('a request that the parser refuses', () => {
  it.each<[string, string | Buffer, number]>([
    ['a letter that is not encoded', Buffer.from(`GET /api/events?q=é HTTP/1.1\r\n${host}`), 400],
    ['a method that there is not', `BREW /api/events HTTP/1.1\r\n${host}`, 400],
    ['17 KB of headers', `GET / HTTP/1.1\r\nCookie: a=${'x'.repeat(17_000)}\r\n${host}`, 431],
    ['17 KB of address', `GET /?${'x'.repeat(17_000)} HTTP/1.1\r\n${host}`, 431],
    ['another protocol', 'EHLO mail.example\r\n\r\n', 400],
    ['a version that there is not', `GET / HTTP/9.9\r\n${host}`, 400],
    ['a header without a colon', `GET / HTTP/1.1\r\nnonsense\r\n${host}`, 400],
    ['two lengths', `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${host}`, 400],
    [
      'a length, then chunks',
      `POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n${host}0\r\n\r\n`,
      400,
    ],
    [
      'chunks, then a length',
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n${host}0\r\n\r\n`,
      400,
    ],
    ['no host', 'GET /api/events HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['an expectation', `GET / HTTP/1.1\r\nExpect: miracles\r\n${host}`, 417],
    ['a tunnel', `CONNECT a.example:443 HTTP/1.1\r\n${host}`, 400],
    ['an address that cannot be decoded', `GET /api/%zz HTTP/1.1\r\n${host}`, 400],
    ['a method of HTTP/2 in none of HTTP', 'PRI *cHTTP/2.0\r\n\r\nSM\r\n\r\n', 404],
    ['a method that no route has', `PROPFIND /api/events HTTP/1.1\r\n${host}`, 404],
  ])('as %s is answered as every other refusal', async (_what, request, status) => {
    const { headers, body, ...answer } = await send(request);
    expect(answer.status).toBe(status);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('deny'); // in lower case, as `send` reads it
    expect(body).toMatchObject({
      type: 'about:blank',
      status,
      detail: expect.stringMatching(/^[A-Z].*\.$/),
      requestId: headers.get('x-request-id'),
    });
    expect(problemCodes).toContain(body.code);
    expect(body.errors).toEqual([{ message: body.detail }]);
  });

  const browser = `Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n${host}`;
  it.each<[string, string | Buffer, number]>([
    ['a letter that is not encoded', Buffer.from(`GET /?q=é HTTP/1.1\r\n${browser}`), 400],
    ['17 KB of cookies', `GET / HTTP/1.1\r\nCookie: a=${'x'.repeat(17_000)}\r\n${browser}`, 431],
    ['an address that cannot be decoded', `GET /events/%zz HTTP/1.1\r\n${browser}`, 400],
    ['an address with <b>', `GET /<b>%zz HTTP/1.1\r\n${browser}`, 400],
    ['no host', `GET / HTTP/1.1\r\n${browser.replace('Host: a.example\r\n', '')}`, 400],
    ['an address that looks like the API', `GET /apis HTTP/1.1\r\n${browser}`, 404],
  ])('with %s, from a browser outside the API, gets a page', async (_what, request, status) => {
    const { headers, body, ...answer } = await send(request);
    expect(answer.status).toBe(status);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(body).toMatch(/<h1>[A-Z][^<]*<\/h1>\n<p>[A-Z][^<]*\.<\/p>/);
    expect(body).toContain(headers.get('x-request-id'));
    expect(body).not.toContain('<b>');
  });

  it.each(['/api', '/api/x%zz', '/api?q=é'])(
    'gets a problem at %s, from a browser too',
    async (target) => {
      const { headers } = await send(Buffer.from(`GET ${target} HTTP/1.1\r\n${browser}`));
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    },
  );

  it('affects no other connection', async () => {
    await send('nonsense\r\n\r\n');
    expect((await fetch(`http://127.0.0.1:${port}/api/none`)).status).toBe(404);
  });
});

it('a request without a host meets what is in front of all routes, unless it is refused for that', async () => {
  expect((await send('GET /first HTTP/1.0\r\n\r\n')).body).toBe('answered first');
  const { status, body } = await send('GET /first HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect([status, body.code]).toEqual([400, 'invalid_request']);
});
