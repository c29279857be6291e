import { expect, it } from 'vitest';
import { natsIn, urlsIn } from '../src/index.js';

it('the environment names the databases of an install', () => {
  expect(urlsIn({})).toBeUndefined();
  expect(urlsIn({ ONSALE_ORDERS_DATABASE_URL: '', ONSALE_DATA: 'here' })).toBeUndefined();
  expect(
    urlsIn({ ONSALE_ORDERS_DATABASE_URL: 'postgres://o', ONSALE_BUS_DATABASE_URL: 'postgres://b' }),
  ).toEqual({ orders: 'postgres://o', bus: 'postgres://b' });
  expect(() => urlsIn({ ONSALE_SALES_DATABASE_URL: 'postgres://s' })).toThrow(
    'ONSALE_SALES_DATABASE_URL: there is no such database.',
  );
});

it('errors about the NATS servers never repeat what may be a secret', () => {
  expect(natsIn({ ONSALE_NATS_TOKEN: 'x' })).toBeUndefined();
  expect(natsIn({ ONSALE_NATS_URL: 'nats://a:4222, tls://b:4222' })).toEqual({
    servers: ['nats://a:4222', 'tls://b:4222'],
  });
  expect(natsIn({ ONSALE_NATS_URL: 'nats://a', ONSALE_NATS_TOKEN: 'x' })).toEqual({
    ...{ servers: ['nats://a'], token: 'x' },
  });
  expect(natsIn({ ONSALE_NATS_URL: 'nats://a', ONSALE_NATS_PASSWORD: 'y' })).toEqual({
    ...{ servers: ['nats://a'], account: { user: 'audit', password: 'y' } },
  });
  for (const url of ['a:4222', 'nats://me:secret@a', 'nats://a,']) {
    expect(() => natsIn({ ONSALE_NATS_URL: url })).toThrow(/^ONSALE_NATS_URL must be like nats:/);
  }
});
