import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Below the ranges from which systems pick the ports of outgoing connections. */
const first = 15_000;
const last = 32_000;
const attempts = 50;

/** Ports of one cluster, on 127.0.0.1. They stay the same when a part is started again. */
export interface Ports {
  next(): number;
  /** Frees them for another cluster. */
  release(): Promise<void>;
}

/**
 * Finds `count` free ports in a row. Clusters that start at the same moment never get the same: as
 * long as one lives it holds the port before them.
 * @param sitePort of the cluster's site: free as well, until its ingress listens last of all
 */
export async function claimPorts(count: number, sitePort: number): Promise<Ports> {
  const size = count + 1;
  const bases = basesOf(size, sitePort);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const base = bases[randomInt(bases.length)] as number;
    const lock = await listen(base);
    if (!lock) continue;
    const ports = Array.from({ length: count }, (_, index) => base + 1 + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return portsOf(ports, lock);
    await close(lock);
  }
  throw new Error(`There are no ${count} free ports in a row between ${first} and ${last}.`);
}

/** Where `size` ports in a row may begin that `taken` is not among. */
export function basesOf(size: number, taken: number): number[] {
  const all = Array.from(
    { length: Math.floor((last - first) / size) },
    (_, index) => first + size * index,
  );
  return all.filter((base) => taken < base || taken >= base + size);
}

function portsOf(ports: readonly number[], lock: Server): Ports {
  let used = 0;
  return {
    next() {
      const port = ports[used];
      used += 1;
      if (port === undefined) throw new Error('More ports are needed than were claimed.');
      return port;
    },
    release: () => close(lock),
  };
}

async function isFree(port: number): Promise<boolean> {
  const probe = await listen(port);
  if (probe) await close(probe);
  return probe !== undefined;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
