import { Server as NetServer } from 'node:net';
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

/** From its taken connection a caller's request is on its way to us for no longer than this. */
const lastRequestsMs = 500;

/** Ends serving without a request lost, for who is restarted while others go on. */
export interface Drain {
  /**
   * Answers from now on say that the connection ends with them, so that proxies and clients make
   * their next one elsewhere. Nothing is refused.
   */
  begin(): void;
  /** No more connections. Resolves when those that were taken have had their say. */
  refuse(): Promise<void>;
}

export function drainable(app: FastifyInstance): Drain {
  let draining = false;
  app.server.prependListener('request', (_request, response) => {
    if (draining) response.shouldKeepAlive = false;
  });
  return {
    begin() {
      draining = true;
    },
    async refuse() {
      // Right after all that wait were taken: what the system took for us and we have not is lost.
      await new Promise((resolve) => setImmediate(resolve));
      // Only that. HTTP's own `close` also ends connections whose first request is on its way.
      NetServer.prototype.close.call(app.server);
      await new Promise((resolve) => setTimeout(resolve, lastRequestsMs));
    },
  };
}
