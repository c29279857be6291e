import type { FastifyInstance } from 'fastify';

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
