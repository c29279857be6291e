import type { ProblemCode } from '@onsale/contracts/problem';
import type { RouteContract } from '@onsale/contracts/route';

/** The codes that a route may refuse with, by status. */
export type Refusals = Readonly<Record<number, readonly ProblemCode[]>>;

/** The refusals of a route, for its documentation and its tests. */
export function refusalsOf(contract: RouteContract): Refusals {
  const { access, method, params, permission, conflicts = [], refuses = {} } = contract;
  const changes = method !== 'GET';
  const found = new Map<number, Set<ProblemCode>>();
  const add = (status: number, ...codes: readonly ProblemCode[]) =>
    found.set(status, new Set([...(found.get(status) ?? []), ...codes]));

  add(400, 'invalid_request');
  if (access === 'account') add(401, 'not_signed_in');
  if (access === 'operator') {
    add(401, 'wrong_credentials');
    add(404, 'not_found'); // this install has no token
  }
  if (changes && access !== 'provider') add(403, 'wrong_origin');
  if (permission) add(403, 'forbidden');
  if (params) add(404, 'not_found');
  if (conflicts.length > 0) add(409, ...conflicts);
  if (changes) {
    add(413, 'too_large');
    add(415, 'invalid_request');
  }
  add(429, 'too_many_requests');
  add(503, 'overloaded', 'unavailable');
  for (const [status, codes] of Object.entries(refuses)) add(Number(status), ...codes);
  return Object.fromEntries([...found].map(([status, codes]) => [status, [...codes]]));
}

/** The statuses that may have `Retry-After`. */
export const mayAskToWait = (status: number): boolean => [409, 429, 503].includes(status);

interface Refusal {
  readonly status: number;
  readonly code: ProblemCode;
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * Compares refusals with the documentation; for tests and development.
 * @throws Error if a route refuses in a way that is not documented
 */
export function refusalCheck(contract: RouteContract): (refusal: Refusal) => void {
  const refusals = refusalsOf(contract);
  return ({ status, code, retryAfterSeconds }) => {
    if (status === 500) return;
    if (!refusals[status]?.includes(code)) {
      throw new Error(`${contract.id} refused with ${status} ${code}, which its contract lacks`);
    }
    if (retryAfterSeconds !== undefined && !mayAskToWait(status)) {
      throw new Error(
        `${contract.id} refused with ${status} and Retry-After, which is not documented`,
      );
    }
  };
}
