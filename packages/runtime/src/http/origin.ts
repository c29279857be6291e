import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.js';

/**
 * Refuses a write that another site's page makes in the buyer's name. Browsers send `Origin` with
 * every write; programs that send none carry no cookie they were not given.
 */
export function assertSameOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const own = hostOf(`${request.protocol}://${request.host}`);
  if (own === undefined || hostOf(origin) !== own) {
    throw new Problem(403, 'wrong_origin', 'Writes are taken from this site only.');
  }
}

/** Without the port where it is the scheme's own; undefined for `null`, as sandboxed pages send. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined);
