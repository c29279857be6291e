import { expect, it } from 'vitest';
import { strictTransport } from '../src/strict-transport.js';

it.each([
  'tickets.example.org',
  'tickets.example.org:8443',
  'onsale.local',
  'localhost.example.org',
])('browsers return to %s only by TLS once they have used TLS there', (host) => {
  expect(strictTransport('https', host)).toBe('max-age=2592000');
  expect(strictTransport('http', host)).toBeUndefined();
});

it.each(['localhost', 'LOCALHOST:3000', 'onsale.localhost:8443', '127.0.0.1:3000', '[::1]:3000'])(
  'the local name %s is never bound to TLS, because other programs share it',
  (host) => {
    expect(strictTransport('https', host)).toBeUndefined();
  },
);
