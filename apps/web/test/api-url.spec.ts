import { afterEach, expect, it, vi } from 'vitest';
import { apiUrlOf } from '../src/lib/api/api-url';

afterEach(() => vi.unstubAllEnvs());

const getOrder = { method: 'GET', path: '/api/orders/:id' };

it('the API has one address for every route behind a gateway', () => {
  vi.stubEnv('API_URL', 'http://127.0.0.1:3000/');
  expect(apiUrlOf(getOrder)).toBe('http://127.0.0.1:3000');
});

it('the API’s address names the service that owns the route where there is no gateway', () => {
  vi.stubEnv('API_URL', 'http://{service}:3000');
  expect(apiUrlOf(getOrder)).toBe('http://orders:3000');
  const eventOf = (path: string) => apiUrlOf({ method: 'GET', path });
  expect(eventOf('/api/events/:id')).toBe('http://catalog:3000');
  expect(eventOf('/api/events/:id/availability')).toBe('http://orders:3000');
});

it('an unknown route has no API address', () => {
  vi.stubEnv('API_URL', 'http://{service}:3000');
  expect(() => apiUrlOf({ method: 'GET', path: '/api/orders/1' })).toThrow('no route');
});
