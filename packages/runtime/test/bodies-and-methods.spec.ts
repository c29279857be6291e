import { gzipSync } from 'node:zlib';
import { defineRoute } from '@onsale/contracts/route';
import { IdParams } from '@onsale/contracts/values';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { route } from '../src/http/route.js';
import { newId } from '../src/ids.js';
import { serverOf } from './server-of.js';

const base = { service: 'orders', summary: 'For this test', access: 'public' } as const;
const Text = Type.Object({ text: Type.String() });
const greet = defineRoute({
  ...base,
  id: 'greet',
  method: 'POST',
  path: '/api/greetings',
  body: Type.Object({ name: Type.String() }, { additionalProperties: false }),
  responses: { 201: Text },
});
const read = defineRoute({
  ...base,
  id: 'read',
  method: 'GET',
  path: '/api/greetings/:id',
  params: IdParams,
  responses: { 200: Text },
});

let app: FastifyInstance;
beforeAll(async () => {
  app = await serverOf([
    route(greet, async ({ body }) => ({ status: 201, body: { text: body.name } })),
    route(read, async ({ params }) => ({ status: 200, body: { text: params.id } })),
  ]);
});
afterAll(() => app.close());

const json = 'application/json';
it.each<[string, Record<string, string>, string | Buffer, number]>([
  [
    'nested ten thousand times',
    { 'content-type': json },
    `{"name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    400,
  ],
  [
    'with another prototype',
    { 'content-type': json },
    '{"name":"Zoë","__proto__":{"admin":true}}',
    400,
  ],
  [
    'with another constructor',
    { 'content-type': json },
    '{"name":"Zoë","constructor":{"prototype":{"a":1}}}',
    400,
  ],
  ['plain text', { 'content-type': 'text/plain' }, '{"name":"Bob"}', 415],
  [
    'compressed',
    { 'content-type': json, 'content-encoding': 'gzip' },
    gzipSync('{"name":"Bob"}'),
    415,
  ],
  [
    'in Latin-1',
    { 'content-type': `${json}; charset=iso-8859-1` },
    Buffer.from('{"name":"Zoë"}', 'latin1'),
    415,
  ],
  [
    'in Latin-1 without a charset',
    { 'content-type': json },
    Buffer.from('{"name":"Zoë"}', 'latin1'),
    400,
  ],
  [
    'in UTF-16',
    { 'content-type': `${json}; charset="utf-16"` },
    Buffer.from('{"name":"Bob"}', 'utf16le'),
    415,
  ],
  ['empty', { 'content-type': json }, '', 400],
  [
    'in UTF-8 with a charset',
    { 'content-type': `${json};charset=UTF-8`, 'content-encoding': 'identity' },
    '{"name":"Zoë"}',
    201,
  ],
  ['in UTF-8 with a byte order mark', { 'content-type': json }, '\ufeff{"name":"Zoë"}', 201],
])('a request with a body that is %s is answered so', async (_what, headers, payload, status) => {
  const response = await app.inject({
    method: 'POST',
    url: '/api/greetings',
    headers,
    payload,
  });
  expect(response.statusCode).toBe(status);
  const type = status === 201 ? 'application/json' : 'application/problem+json';
  expect(response.headers['content-type']).toBe(`${type}; charset=utf-8`);
  if (status === 201) expect(response.json()).toEqual({ text: 'Zoë' });
});

it('a request with an unsupported method is refused with the supported ones', async () => {
  for (const [method, url, allow] of [
    ['PUT', '/api/greetings', 'POST'],
    ['GET', '/api/greetings', 'POST'],
    ['DELETE', `/api/greetings/${newId()}`, 'GET, HEAD'],
    ['OPTIONS', '/api/greetings', 'POST'],
  ] as const) {
    const response = await app.inject({
      method,
      url,
      headers: { 'content-type': 'text/plain' },
      payload: 'x',
    });
    expect(response.json()).toMatchObject({ status: 405, code: 'invalid_request' });
    expect(response.headers).toMatchObject({ allow, 'x-request-id': expect.any(String) });
  }
});
