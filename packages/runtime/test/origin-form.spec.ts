import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { toOriginForm } from '../src/http/origin-form.js';

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
