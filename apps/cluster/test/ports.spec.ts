import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { claimPorts } from '../src/ports.js';

it('clusters that start at the same moment get ports of their own, which are free', async () => {
  const count = 40;
  const claims = await Promise.all(Array.from({ length: 12 }, () => claimPorts(count)));
  const ports = claims.flatMap((claim) => Array.from({ length: count }, () => claim.next()));
  expect(new Set(ports).size).toBe(ports.length);
  const server = createServer();
  await once(server.listen(ports[0], '127.0.0.1'), 'listening');
  server.close();
  for (const claim of claims) await claim.release();
});

it('a claim gives no more ports than were claimed', async () => {
  const claim = await claimPorts(1);
  claim.next();
  expect(() => claim.next()).toThrow('More ports are needed');
  await claim.release();
});
