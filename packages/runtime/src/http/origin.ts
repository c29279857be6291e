import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.js';

/**
 * Refuses a write that another site's page makes in the buyer's name. Browsers send `Origin` with
 * every write; programs that send none carry no cookie they were not given.
 */
export function assertSameOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  let host: string | undefined;
  try {
    host = new URL(origin).host;
  } catch {
    // `null`, as sandboxed pages send it
  }
  if (host !== request.host) {
    throw new Problem(403, 'wrong_origin', 'Writes are taken from this site only.');
  }
}
