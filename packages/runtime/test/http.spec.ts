import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { defineRoute } from '@onsale/contracts/route';
import { Line } from '@onsale/contracts/text-fields';
import { IdParams } from '@onsale/contracts/values';
import type { FastifyInstance } from 'fastify';
import { decodeJwt, SignJWT } from 'jose';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conflict } from '../src/errors.js';
import { type Route, route } from '../src/http/route.js';
import { createHttpServer } from '../src/http/server.js';
import { newId } from '../src/ids.js';
import type { Logger } from '../src/log.js';
import { createMetrics } from '../src/metrics.js';
import { sessionAlgorithm, sessionIssuer } from '../src/sessions.js';

const base = { service: 'orders', summary: 'For this test' } as const;

const greet = defineRoute({
  ...base,
  id: 'greet',
  method: 'POST',
  path: '/api/greetings',
  access: 'account',
  body: Type.Object(
    { name: Line({ maxLength: 20 }), times: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  ),
  responses: { 201: Type.Object({ text: Type.String() }) },
  conflicts: ['sold_out'],
});
const list = defineRoute({
  ...base,
  id: 'list',
  method: 'GET',
  path: '/api/greetings/:id',
  access: 'public',
  params: IdParams,
  query: Type.Object(
    { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 5 })) },
    { additionalProperties: false },
  ),
  responses: { 200: Type.Object({ limit: Type.Integer(), who: Type.String() }) },
});
const upload = defineRoute({
  ...base,
  id: 'upload',
  method: 'POST',
  path: '/api/uploads',
  access: 'public',
  rawBody: { mediaTypes: ['image/png'], maxBytes: 1000 },
  responses: { 201: Type.Object({ bytes: Type.Integer() }) },
});
const uploadOwn = defineRoute({ ...upload, id: 'uploadOwn', path: '/api/own', access: 'account' });
const broken = defineRoute({
  ...base,
  id: 'broken',
  method: 'GET',
  path: '/api/broken',
  access: 'public',
  responses: { 200: Type.Object({ count: Type.Integer() }) },
});

const slow = defineRoute({
  ...base,
  id: 'slow',
  method: 'GET',
  path: '/api/slow',
  access: 'public',
  responses: { 204: null },
});
const slowMs = 20;

const routes: Route[] = [
  route(slow, async () => {
    for (const startedMs = performance.now(); performance.now() - startedMs < slowMs; );
    return { status: 204 };
  }),
  route(greet, async ({ body, session }) => {
    if (body.name === 'undocumented') throw conflict('sale_closed', 'Not in the contract.');
    if (body.name === 'nobody') throw conflict('sold_out', 'Nobody is left.');
    return { status: 201, body: { text: `${body.name} by ${session.name}` } };
  }),
  route(list, async ({ query, session }) => ({
    status: 200,
    body: { limit: query.limit ?? 0, who: session?.name ?? 'nobody' },
  })),
  route(upload, async ({ body }) => ({ status: 201, body: { bytes: body.length } })),
  route(uploadOwn, async ({ body }) => ({ status: 201, body: { bytes: body.length } })),
  route(broken, async () => {
    throw new Error('the password is hunter2');
  }),
];

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ended = new Set<string>();
const metrics = createMetrics('test');
const logged: object[] = [];
const recordTo = (known: object): Logger => {
  const record = (fields: object, text: string) => void logged.push({ ...known, ...fields, text });
  return {
    debug: record,
    info: record,
    warn: record,
    error: record,
    child: (fields) => recordTo({ ...known, ...fields }),
  };
};
let app: FastifyInstance;

beforeAll(async () => {
  app = await createHttpServer({
    services: [
      {
        name: 'test',
        routes,
        metrics,
        endedSessions: {
          has: (id) => ended.has(id),
          refresh: async () => undefined,
          subscription: { name: 'test', types: [], handle: async () => undefined },
        },
        pageChanges: undefined,
        checkReady: async () => undefined,
        stop: async () => undefined,
      },
    ],
    clock: { now: () => new Date() },
    log: recordTo({}),
    sessionPublicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    trustProxy: 'loopback',
    checkReplies: true,
  });
});
afterAll(() => app.close());

const token = (changes: object = {}, key: KeyObject = keys.privateKey, expiresInSeconds = 60) =>
  new SignJWT({
    sid: newId(),
    name: 'Ada',
    email: 'ada@example.org',
    iss: sessionIssuer,
    sub: newId(),
    exp: Math.floor(Date.now() / 1000) + expiresInSeconds,
    ...changes,
  })
    .setProtectedHeader({ alg: sessionAlgorithm })
    .sign(key);

async function post(body: object, headers: Record<string, string> = {}) {
  const cookie = `onsale_session=${await token()}`;
  return app.inject({
    method: 'POST',
    url: '/api/greetings',
    headers: { cookie, ...headers },
    payload: body,
  });
}

describe('a request', () => {
  it('gets the answer of its contract, uncached and with an id', async () => {
    const response = await post({ name: 'Bob' });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({ text: 'Bob by Ada' });
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it.each([
    [{}, 'name', /name is missing/],
    [{ name: 'Bob', extra: 1 }, 'extra', /extra is not a known field/],
    [{ name: 'Bob', times: '3' }, 'times', /times must be integer/],
    [{ name: '' }, 'name', /name must contain something visible/],
  ])(
    'with the wrong body %j gets an error that names the field: %s',
    async (body, field, message) => {
      const response = await post(body);
      expect(response.statusCode).toBe(400);
      expect(response.headers['content-type']).toMatch('application/problem+json');
      expect(response.json().errors).toContainEqual({
        field,
        message: expect.stringMatching(message),
      });
    },
  );

  it('gets 409 with the reason when the state forbids it', async () => {
    const response = await post({ name: 'nobody' });
    expect(response.json()).toMatchObject({
      status: 409,
      code: 'sold_out',
      detail: 'Nobody is left.',
    });
  });

  it('must be refused as its contract says: a check for tests and development reports other refusals', async () => {
    const response = await post({ name: 'undocumented' });
    expect(response.json()).toMatchObject({ status: 500, code: 'internal' });
    expect(logged).toContainEqual(
      expect.objectContaining({
        err: expect.objectContaining({
          message: 'greet refused with 409 sale_closed, which its contract lacks',
        }),
      }),
    );
  });

  it('is refused with a reason when it is not JSON', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/greetings',
      headers: { 'content-type': 'application/json', cookie: `onsale_session=${await token()}` },
      payload: '{"name":',
    });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it.each(['a\0b', 'half \ud800'])(
    'with %j in it is refused, because no database can store it',
    async (name) => {
      expect((await post({ name })).statusCode).toBe(400);
      expect((await post({ name: 'a whole 🎟️ pair' })).statusCode).toBe(201);
    },
  );

  it('has the numbers of its query parsed and defaults added; other values are refused', async () => {
    const url = `/api/greetings/${newId()}`;
    expect((await app.inject(url)).json()).toEqual({ limit: 5, who: 'nobody' });
    expect((await app.inject(`${url}?limit=7`)).json()).toMatchObject({ limit: 7 });
    expect((await app.inject(`${url}?limit=11`)).statusCode).toBe(400);
    expect((await app.inject(`${url}?limt=7`)).statusCode).toBe(400);
    expect((await app.inject('/api/greetings/1')).statusCode).toBe(400);
  });

  it('may have the media types in its contract, up to the size there', async () => {
    const send = (type: string, bytes: number) =>
      app.inject({
        method: 'POST',
        url: '/api/uploads',
        headers: { 'content-type': type },
        payload: Buffer.alloc(bytes),
      });
    expect((await send('image/png', 10)).json()).toEqual({ bytes: 10 });
    expect((await send('image/gif', 10)).statusCode).toBe(415);
    expect((await send('image/png', 1001)).statusCode).toBe(413);
  });

  it('is logged and counted by its status', async () => {
    for (const [body, status] of [
      [{ name: 'Bob' }, 201],
      [{ name: 'nobody' }, 409],
      [{}, 400],
    ] as const) {
      logged.length = 0;
      const response = await post(body);
      expect(response.statusCode).toBe(status);
      const requestId = response.headers['x-request-id'];
      expect(logged).toContainEqual(
        expect.objectContaining({ text: 'request', route: 'greet', requestId, status }),
      );
      expect(await metrics.render()).toMatch(
        new RegExp(
          `^onsale_http_requests_total{[^}]*route="greet",status="${status}"[^}]*} \\d`,
          'm',
        ),
      );
    }
    await app.inject('/api/broken');
    expect(logged).toContainEqual(
      expect.objectContaining({ text: 'request', route: 'broken', status: 500 }),
    );
  });

  it('is timed', async () => {
    logged.length = 0;
    await app.inject('/api/slow');
    const sum = /_duration_seconds_sum{[^}]*route="slow"[^}]*} (\S+)/.exec(
      await metrics.render(),
    )?.[1];
    expect(Number(sum)).toBeGreaterThanOrEqual(slowMs / 1000);
    const [line] = logged as { ms?: number }[];
    expect(line?.ms).toBeGreaterThanOrEqual(slowMs);
  });

  it('without a session is refused before its body is read', async () => {
    const send = (cookie: string, bytes: number) =>
      app.inject({
        method: 'POST',
        url: '/api/own',
        headers: { cookie, 'content-type': 'image/png' },
        payload: Buffer.alloc(bytes),
      });
    expect((await send('', 1001)).json()).toMatchObject({ status: 401, code: 'not_signed_in' });
    const cookie = `onsale_session=${await token()}`;
    expect((await send(cookie, 1001)).statusCode).toBe(413);
    expect((await send(cookie, 10)).statusCode).toBe(201);
  });

  it.each([
    ['/api/nowhere', 404],
    [`/api/greetings/${'x'.repeat(300)}`, 404],
    ['/api/greetings/%zz', 400],
  ])('to %s, which is nowhere, gets a problem', async (url, status) => {
    const response = await app.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.json()).toMatchObject({ status, detail: expect.any(String) });
  });

  it('gets no internal details when the handler fails, and the id under which they are logged', async () => {
    logged.length = 0;
    const response = await app.inject('/api/broken');
    expect(response.json()).toMatchObject({ status: 500, code: 'internal' });
    expect(response.body).not.toContain('hunter2');
    const err = expect.objectContaining({ message: 'the password is hunter2' });
    const requestId = response.headers['x-request-id'];
    expect(logged).toContainEqual(expect.objectContaining({ requestId, err }));
  });
});

describe('a session', () => {
  const ask = (cookie: string) =>
    app.inject({
      url: `/api/greetings/${newId()}`,
      headers: { cookie: `onsale_session=${cookie}` },
    });
  const who = async (cookie: string) => (await ask(cookie)).json().who;

  it('is accepted when auth signed it', async () => {
    expect(await who(await token())).toBe('Ada');
  });

  it('is required if the contract says so', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/greetings',
      payload: { name: 'B' },
    });
    expect(response.json()).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  it('is rejected when it is forged, altered, expired or signed by another key', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const good = await token();
    const [header, payload, signature] = good.split('.');
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const asSecret = `${part({ alg: 'HS256' })}.${payload}`;
    const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' });
    for (const bad of [
      'nonsense',
      '..',
      `${header}.${payload}`,
      `${good}.`,
      `${part({ alg: 'none' })}.${payload}.`,
      `${part({ alg: 'none' })}.${payload}.${signature}`,
      `${asSecret}.${createHmac('sha256', publicPem).update(asSecret).digest('base64url')}`,
      `${header}.${part({ ...decodeJwt(good), name: 'Eve' })}.${signature}`,
      `${part(null)}.${payload}.${signature}`,
      `${good.slice(0, -6)}AAAAAA`,
      await token({}, other),
      await token({}, keys.privateKey, -1),
      await token({ iss: 'another' }),
      await token({ sid: undefined }),
      await token({ sub: undefined }),
      await token({ name: 7 }),
      await token({ exp: undefined }),
      await token({ name: 'x'.repeat(5_000) }),
    ]) {
      expect(await who(bad)).toBe('nobody');
    }
  });

  it('ends at sign-out, even when it was accepted a moment ago', async () => {
    const sid = newId();
    const cookie = await token({ sid });
    expect(await who(cookie)).toBe('Ada');
    ended.add(sid);
    expect(await who(cookie)).toBe('nobody');
  });
});

describe('a write from another site', () => {
  it.each([
    ['https://evil.example', 403],
    ['null', 403],
    ['http://localhost:80', 201],
  ])('with Origin %s is answered %i', async (origin, status) => {
    expect((await post({ name: 'Bob' }, { origin })).statusCode).toBe(status);
  });

  it('is recognised by the host that the proxy names', async () => {
    const forwarded = { origin: 'https://tickets.example', 'x-forwarded-host': 'tickets.example' };
    expect((await post({ name: 'Bob' }, forwarded)).statusCode).toBe(201);
  });
});
