import type { FastifyInstance } from 'fastify';

const sweepEveryMs = 50;
const graceMs = 10_000;

/**
 * Lets `close()` end as soon as the requests in hand are answered. Without it Node waits for
 * keep-alive connections, and for those that browsers open ahead and never use.
 */
export function letGoOfConnections(app: FastifyInstance): void {
  let inHand = 0;
  app.server.on('request', (_request, response) => {
    inHand += 1;
    response.once('close', () => {
      inHand -= 1;
    });
  });
  app.addHook('preClose', async () => {
    const deadline = performance.now() + graceMs;
    const sweeping = setInterval(() => {
      if (inHand === 0 || performance.now() > deadline) app.server.closeAllConnections();
      else app.server.closeIdleConnections();
    }, sweepEveryMs);
    app.server.once('close', () => clearInterval(sweeping));
  });
}

/**
 * Answers from now on say that the connection ends with them, so that proxies and clients make
 * their next one elsewhere. Nothing is refused. @returns a call that begins it
 */
export function drainable(app: FastifyInstance): { drain(): void } {
  let draining = false;
  app.server.prependListener('request', (_request, response) => {
    if (draining) response.shouldKeepAlive = false;
  });
  return {
    drain() {
      draining = true;
    },
  };
}
