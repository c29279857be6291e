import { expect, it } from 'vitest';
import { type LooseCall, type Reply, send } from '../src/lib/api/call';

async function addressOf(call: Omit<LooseCall, 'method'>): Promise<string> {
  let asked = '';
  const answer = { ok: true, status: 200 } as Reply;
  await send('http://api', { method: 'GET', ...call }, {}, async (url) => {
    asked = url;
    return answer;
  });
  return asked;
}

it.each([
  ['a/../b', 'a%2F..%2Fb'],
  ['?x=1#y', '%3Fx%3D1%23y'],
  ['a b&c', 'a%20b%26c'],
  ['é\u202e', '%C3%A9%E2%80%AE'],
  ['%2e', '%252e'],
])('a parameter in a path stays one part of it: %s', async (id, written) => {
  const call = { path: '/api/orders/:id/lines', params: { id } };
  expect(await addressOf(call)).toBe(`http://api/api/orders/${written}/lines`);
});

it('a parameter in a query adds none of its own, and an empty one is left out', async () => {
  const query = { q: 'a&limit=9#x', cursor: '', limit: 2 };
  expect(await addressOf({ path: '/api/events', query })).toBe(
    'http://api/api/events?q=a%26limit%3D9%23x&limit=2',
  );
});
