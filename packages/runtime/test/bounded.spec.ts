import { connect } from 'node:net';
import { defineRoute } from '@onsale/contracts/route';
import { expect, it } from 'vitest';
import { atMost } from '../src/at-most.js';
import { createByteCache } from '../src/byte-cache.js';
import { Problem } from '../src/errors.js';
import { personWords } from '../src/find-persons.js';
import { pickFreePort } from '../src/free-port.js';
import { route } from '../src/http/route.js';
import { limitSearches } from '../src/limit-searches.js';
import { serverOf } from './server-of.js';

/** Work that ends on demand. */
function heldWork<T>(value: T) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => ended.then(() => value) };
}

it('runs and queues up to its limits, in order, and refuses further work with 503', async () => {
  const limited = atMost({ running: 1, waiting: 2 });
  const first = heldWork('a');
  const order: string[] = [];
  const note = (name: string) => limited(async () => order.push(name));
  const running = limited(first.work);
  const waiting = [note('b'), note('c')];
  await expect(note('d')).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
  first.end();
  await Promise.all([running, ...waiting]);
  expect(order).toEqual(['b', 'c']);
  await expect(limited(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await limited(async () => 'still free')).toBe('still free');
});

it('refuses what has waited too long, and gives its place to the next', async () => {
  const limited = atMost({ running: 1, waiting: 1, waitMs: 1 });
  const first = heldWork('a');
  const running = limited(first.work);
  for (const late of ['b', 'c']) {
    await expect(limited(async () => late)).rejects.toMatchObject({ status: 503 });
  }
  first.end();
  expect(await running).toBe('a');
  expect(await limited(async () => 'd')).toBe('d');
});

it('runs two searches for persons at once, and refuses an account a fourth and everyone a long queue', async () => {
  const inTurn = limitSearches();
  const held = heldWork('found');
  let running = 0;
  const search = (account: string) =>
    inTurn(account, () => {
      running += 1;
      return held.work();
    });
  const first = ['a', 'a', 'a'].map(search);
  await expect(search('a')).rejects.toMatchObject({ status: 429, retryAfterSeconds: 2 });
  const others = Array.from({ length: 19 }, (_, at) => search(`other ${at}`));
  await expect(search('last')).rejects.toMatchObject({ status: 503, retryAfterSeconds: 2 });
  expect(running).toBe(2);
  held.end();
  expect(await Promise.all([...first, ...others])).toEqual(Array(22).fill('found'));
  expect(await search('a')).toBe('found');
});

it('a search for a person tries wrong letters in forty letters, not in every word', () => {
  const words = personWords(`${'a'.repeat(30)} bbbbb ${'c'.repeat(30)}`);
  expect(words.map((word) => word.maySlip)).toEqual([true, true, false]);
});

it('computes a value once for all concurrent callers, and keeps it while there is room', async () => {
  const cache = createByteCache<string>(10);
  const made: string[] = [];
  const get = (key: string, bytes = 4) =>
    cache.get(key, async () => {
      made.push(key);
      return { value: key, bytes };
    });
  expect(await Promise.all([get('a'), get('a')])).toEqual(['a', 'a']);
  await get('b');
  await get('a'); // so b is the least recently used
  await get('c');
  await get('a');
  expect(made).toEqual(['a', 'b', 'c']);
  await get('b');
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

it('keeps no failure, nothing larger than its room, and nothing without a size', async () => {
  const cache = createByteCache<number>(10);
  let made = 0;
  const get = (bytes: number) => cache.get('x', async () => ({ value: ++made, bytes }));
  await expect(
    cache.get('x', () => Promise.reject(new Problem(503, 'overloaded', 'full'))),
  ).rejects.toMatchObject({ status: 503 });
  expect([await get(11), await get(0), await get(10), await get(10)]).toEqual([1, 2, 3, 3]);
});

it('a route learns when its answer was sent, or that its caller left before', async () => {
  const contract = defineRoute({
    id: 'large',
    service: 'orders',
    method: 'GET',
    path: '/api/large',
    summary: 'For this test',
    access: 'public',
    responses: { 200: { mediaType: 'image/webp', description: 'large' } },
  });
  let [begun, sent] = [0, 0];
  const large = route(contract, async () => {
    begun += 1;
    return {
      status: 200,
      body: Buffer.alloc(32 * 1024 * 1024),
      headers: { 'content-type': 'image/webp' },
      sent: () => {
        sent += 1;
      },
    };
  });
  const app = await serverOf([large]);
  try {
    const { port } = new URL(await app.listen({ port: await pickFreePort(), host: '127.0.0.1' }));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /api/large HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    expect([begun, sent]).toEqual([1, 0]);
    socket.pause();
    socket.destroy();
    await expect.poll(() => sent).toBe(1);
    const answer = await fetch(`http://127.0.0.1:${port}/api/large`);
    await answer.arrayBuffer();
    await expect.poll(() => sent).toBe(2);
  } finally {
    await app.close();
  }
});
