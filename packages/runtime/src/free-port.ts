import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A free TCP port on 127.0.0.1. It is below the ranges that systems use for outgoing connections,
 * so it is still free when a server restarts on it.
 */
export async function pickFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port between 15000 and 32000 on 127.0.0.1.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}
