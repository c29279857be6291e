import type { RouteContract } from '@onsale/contracts/route';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../errors.js';
import type { Logger } from '../log.js';
import { securityEventOf, securityLine } from '../security-log.js';
import type { Session } from '../sessions.js';

/** Records the use of one route in the security log. */
interface SecurityRecord {
  /** @param answer the body, if there is one */
  done(request: FastifyRequest, session: Session | undefined, answer: unknown): void;
  refused(request: FastifyRequest, session: Session | undefined, problem: Problem): void;
}

/** @returns undefined for a route that the security log leaves out */
export function securityRecord(
  { id: routeId, access }: Pick<RouteContract, 'id' | 'access'>,
  log: Logger,
): SecurityRecord | undefined {
  const event = securityEventOf(routeId);
  if (event === undefined) return undefined;
  const fromOf = ({ ip, id }: FastifyRequest) => ({ event, address: ip, requestId: id });
  const by = access === 'operator' ? access : undefined;
  return {
    done(request, session, answer) {
      if (event === 'signed_out' && !session) return; // nobody was signed in
      const isSignIn = event === 'signed_in' || event === 'signed_up';
      const accountId = isSignIn ? (answer as { id: string }).id : session?.accountId;
      const madeId = (answer as { id?: unknown } | undefined)?.id;
      // Ids from the path keep their names, so the new id gets its own.
      const about = isSignIn ? [] : [answer, request.body, request.params, { madeId }];
      log.info(securityLine({ ...fromOf(request), accountId, by, about }), 'security');
    },
    refused(request, session, { code, accountId: tried }) {
      const accountId = tried ?? session?.accountId;
      const facts = { accountId, refusedWith: code, about: [request.params] };
      log.info(securityLine({ ...fromOf(request), ...facts }), 'security');
    },
  };
}
