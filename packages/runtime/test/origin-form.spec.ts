import type { IncomingMessage } from 'node:http';
import { defineRoute } from '@onsale/contracts/route';
import Type from 'typebox';
import { expect, test } from 'vitest';
import { toOriginForm } from '../src/http/origin-form.js';
import { route } from '../src/http/route.js';
import { serverOf } from './server-of.js';

test.each([
  ['http://a.example/api/events?limit=1', '/api/events?limit=1', 'a.example'],
  ['HTTPS://a.example:444', '/', 'a.example:444'],
  ['http://a.example?q=1', '/?q=1', 'a.example'],
  ['/events', '/events', 'before.example'],
  ['*', '*', 'before.example'],
  ['ftp://a.example/', 'ftp://a.example/', 'before.example'],
])('a request for %s is one for %s at %s', (url, path, host) => {
  const request = { url, headers: { host: 'before.example' } } as IncomingMessage;
  toOriginForm(request);
  expect([request.url, request.headers.host]).toEqual([path, host]);
});

const named = defineRoute({
  ...{ service: 'orders', summary: 'For this test', id: 'named', method: 'GET', access: 'public' },
  path: '/api/named/:name',
  params: Type.Object({ name: Type.String() }),
  responses: { 200: Type.Object({ name: Type.String() }) },
});

test('an address is decoded once', async () => {
  const app = await serverOf([
    route(named, async ({ params: { name } }) => ({ status: 200, body: { name } })),
  ]);
  for (const [written, name] of [
    ['a%20b', 'a b'],
    ['a%2520b', 'a%20b'],
    ['%252e%252e', '%2e%2e'],
    ['%2f..%2f', '/../'],
  ]) {
    expect((await app.inject(`/api/named/${written}`)).json()).toEqual({ name });
  }
  await app.close();
});
