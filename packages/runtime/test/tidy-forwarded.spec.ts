import { defineRoute } from '@onsale/contracts/route';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { route } from '../src/http/route.js';
import { tidyForwarded } from '../src/http/tidy-forwarded.js';
import { serverOf } from './server-of.js';

const tidied = (headers: Record<string, string>) => {
  tidyForwarded({ headers });
  return headers;
};

describe('what a proxy says', () => {
  it.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http, https', 'https'],
    ['https ,http', 'http'],
    ['javascript', undefined],
    ['https://evil', undefined],
    ['https,', undefined],
    ['', undefined],
  ])('of the scheme, “%s”, is read as %s', (said, read) => {
    expect(tidied({ 'x-forwarded-proto': said })['x-forwarded-proto']).toBe(read);
  });

  it.each([
    ['Tickets.example.org:8443', 'tickets.example.org:8443'],
    ['evil.example, tickets.example.org', 'tickets.example.org'],
    ['[2001:db8::1]:443', '[2001:db8::1]:443'],
    ['a b', undefined],
    ['"><script>', undefined],
    ['tickets.example.org/evil', undefined],
    ['user@tickets.example.org', undefined],
    ['tickets.example.org:port', undefined],
    ['', undefined],
  ])('of the host, “%s”, is read as %s', (said, read) => {
    expect(tidied({ 'x-forwarded-host': said })['x-forwarded-host']).toBe(read);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['"[2001:db8::1]:51234"', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['10.0.0.1:1,203.0.113.7:2', '10.0.0.1, 203.0.113.7'],
    ['unknown', 'unknown'],
  ])('of the caller, “%s”, is read as %s', (said, read) => {
    expect(tidied({ 'x-forwarded-for': said })['x-forwarded-for']).toBe(read);
  });

  it('adds nothing that it has not said', () => {
    expect(tidied({ host: 'a.example' })).toEqual({ host: 'a.example' });
  });
});

const seen = defineRoute({
  service: 'orders',
  summary: 'For this test',
  id: 'seen',
  method: 'GET',
  path: '/api/seen',
  access: 'public',
  responses: { 200: Type.Object({ origin: Type.String(), address: Type.String() }) },
});

it('a request is seen as its last proxy describes it', async () => {
  const app = await serverOf([
    route(seen, async ({ origin, address }) => ({ status: 200, body: { origin, address } })),
  ]);
  const said = {
    'x-forwarded-proto': 'http, HTTPS',
    'x-forwarded-host': 'evil.example, tickets.example.org',
    'x-forwarded-for': '198.51.100.9:1, 203.0.113.7:51234',
  };
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${url}/api/seen`, { headers: said });
  expect(await answer.json()).toEqual({
    origin: 'https://tickets.example.org',
    address: '203.0.113.7',
  });
  await app.close();
});

it('a request from elsewhere is seen as it came, whatever it says of its caller', async () => {
  const app = await serverOf([
    route(seen, async ({ origin, address }) => ({ status: 200, body: { origin, address } })),
  ]);
  const answer = await app.inject({
    url: '/api/seen',
    remoteAddress: '203.0.113.9',
    headers: {
      host: 'tickets.example.org',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '127.0.0.1',
    },
  });
  expect(answer.json()).toEqual({ origin: 'http://tickets.example.org', address: '203.0.113.9' });
  await app.close();
});
