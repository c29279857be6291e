import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.js';
import { addListeningCopies } from './listening-copies.js';

/**
 * Connections that wait to be accepted: when a sale opens thousands of browsers come in one moment,
 * and who finds no room tries again a second later. The kernel caps it (`net.core.somaxconn`).
 */
const backlog = 4_096;

/** Starts to accept connections. @throws when the port is taken, or not allowed */
export async function listenOn(
  app: FastifyInstance,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<void> {
  await app.listen({ port, host, backlog });
}

/**
 * The same for a process that browsers connect to themselves, each with several connections: it
 * accepts many in a turn of its event loop.
 * @throws when the port is taken, or not allowed
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
