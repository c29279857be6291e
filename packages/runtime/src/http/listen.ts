import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.js';
import { addListeningCopies } from './listening-copies.js';

/**
 * The most connections that wait to be accepted. When a sale opens, thousands of browsers connect
 * at once, and one that is dropped retries only after a second. The kernel caps it
 * (`net.core.somaxconn`).
 */
const backlog = 4_096;

/**
 * Starts to accept connections.
 * @throws if the port is taken or not allowed
 */
export async function listenOn(
  app: FastifyInstance,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<void> {
  await app.listen({ port, host, backlog });
}

/**
 * The same for a process that browsers connect to directly, each with several connections: it
 * accepts many of them in one turn of its event loop.
 * @throws if the port is taken or not allowed
 */
export async function listenForBrowsers(
  app: FastifyInstance,
  where: { readonly port: number; readonly host: string },
  log: Logger,
): Promise<void> {
  await listenOn(app, where);
  await addListeningCopies(app.server, backlog).catch((error: unknown) =>
    log.warn({ err: error }, 'new connections are accepted one by one'),
  );
}
