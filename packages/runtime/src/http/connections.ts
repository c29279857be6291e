import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { closeListeningCopies } from './listening-copies.js';

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
  let sweeping: NodeJS.Timeout | undefined;
  let copiesClosed = Promise.resolve();
  app.addHook('preClose', async () => {
    copiesClosed = closeListeningCopies(app.server);
    const deadline = performance.now() + graceMs;
    sweeping = setInterval(() => {
      if (inHand === 0 || performance.now() > deadline) app.server.closeAllConnections();
      else app.server.closeIdleConnections();
    }, sweepEveryMs);
  });
  // By then the server itself has closed.
  app.addHook('onClose', async () => {
    await copiesClosed;
    clearInterval(sweeping);
  });
}

/** From its taken connection a caller's request is on its way to us for no longer than this. */
const lastRequestsMs = 1_000;
/** A turn of the event loop in which nothing happened is shorter. */
const idleTurnMs = 0.1;
const holdLimitMs = 500;

/** Stops serving without losing a request, for a process that restarts while others continue. */
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
  let holding = false;
  let taken = 0;
  const open = new Set<Socket>();
  app.server.prependListener('request', (_request, response) => {
    if (draining) response.shouldKeepAlive = false;
  });
  app.server.on('connection', (socket) => {
    taken += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Not at once: HTTP is about to set it going.
    if (holding) process.nextTick(() => socket.pause());
  });

  /** Resolves when no connection waited to be taken, a fraction of a millisecond ago. */
  async function noneWaits(): Promise<void> {
    const deadline = performance.now() + holdLimitMs;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn(); // from here on, each one looks at the listener
    for (;;) {
      const [before, startedMs] = [taken, performance.now()];
      await turn();
      const nowMs = performance.now();
      if ((taken === before && nowMs - startedMs < idleTurnMs) || nowMs > deadline) return;
    }
  }
  return {
    begin() {
      draining = true;
    },
    async refuse() {
      // Connections that the system took for us, and we have not, are lost with the listener. So it
      // is closed right after a look at them; requests, which would come in between, wait so long.
      holding = true;
      for (const socket of open) socket.pause();
      await noneWaits();
      // Only that. HTTP's own `close` also ends connections whose first request is on its way.
      NetServer.prototype.close.call(app.server);
      holding = false;
      for (const socket of open) socket.resume();
      await pause(lastRequestsMs);
    },
  };
}
