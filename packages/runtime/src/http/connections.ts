import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { closeListeningCopies } from './listening-copies.js';

const sweepEveryMs = 50;
const graceMs = 10_000;

/**
 * Lets `close()` end as soon as the requests in progress are answered. Otherwise Node waits for
 * keep-alive connections, and for connections that browsers open in advance and never use.
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
  // Runs when the server itself has closed.
  app.addHook('onClose', async () => {
    await copiesClosed;
    clearInterval(sweeping);
  });
}

/** The longest time that the request of an accepted connection takes to arrive. */
const lastRequestsMs = 1_000;
/** A turn of the event loop without work is shorter. */
const idleTurnMs = 0.1;
const holdLimitMs = 500;

/** Stops serving without losing a request, for a process that restarts while others continue. */
export interface Drain {
  /**
   * From now on answers close their connections, so that proxies and clients open the next one
   * elsewhere. No request is refused.
   */
  begin(): void;
  /** Accepts no more connections. Resolves when requests of accepted ones have arrived. */
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
    // In the next tick, because HTTP is about to resume it.
    if (holding) process.nextTick(() => socket.pause());
  });

  /** Resolves when, a fraction of a millisecond ago, no connection waited to be accepted. */
  async function noneWaits(): Promise<void> {
    const deadline = performance.now() + holdLimitMs;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn(); // from here on each turn polls the listener
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
      // Connections that the system has accepted and we have not are lost with the listener. So it
      // closes right after a turn without any, and requests, which would come in between, wait
      // meanwhile.
      holding = true;
      for (const socket of open) socket.pause();
      await noneWaits();
      // Closes the listener only. HTTP's own `close` also ends connections whose first request is
      // still arriving.
      NetServer.prototype.close.call(app.server);
      holding = false;
      for (const socket of open) socket.resume();
      await pause(lastRequestsMs);
    },
  };
}
