import { expect, it } from 'vitest';
import { strictTransport } from '../src/strict-transport.js';

it.each([
  'tickets.example.org',
  'tickets.example.org:8443',
  'onsale.local',
  'localhost.example.org',
])('browsers come back to %s by TLS alone once they were there by TLS', (host) => {
  expect(strictTransport('https', host)).toBe('max-age=2592000');
  expect(strictTransport('http', host)).toBeUndefined();
});

it.each(['localhost', 'LOCALHOST:3000', 'onsale.localhost:8443', '127.0.0.1:3000', '[::1]:3000'])(
  'a name of one machine, %s, is never bound to TLS: other programs share it',
  (host) => {
    expect(strictTransport('https', host)).toBeUndefined();
  },
);
