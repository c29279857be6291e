import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { basesOf, claimPorts } from '../src/ports.js';

const sitePort = 443;

it('clusters that start at the same moment get ports of their own, which are free', async () => {
  const count = 40;
  const claims = await Promise.all(Array.from({ length: 12 }, () => claimPorts(count, sitePort)));
  const ports = claims.flatMap((claim) => Array.from({ length: count }, () => claim.next()));
  expect(new Set(ports).size).toBe(ports.length);
  const server = createServer();
  await once(server.listen(ports[0], '127.0.0.1'), 'listening');
  server.close();
  for (const claim of claims) await claim.release();
});

it('the port of the site is never among those of the parts', () => {
  for (let port = 14_990; port < 32_010; port += 1) {
    const ranges = basesOf(101, port);
    expect(ranges.length).toBeGreaterThan(150);
    expect(ranges.filter((base) => base <= port && port <= base + 100)).toEqual([]);
  }
});

it('a claim gives no more ports than were claimed', async () => {
  const claim = await claimPorts(1, sitePort);
  claim.next();
  expect(() => claim.next()).toThrow('More ports are needed');
  await claim.release();
});
