import type { ProblemCode } from '@onsale/contracts/problem';
import type { RouteContract } from '@onsale/contracts/route';
import type { TSchema } from 'typebox';

export interface Refusal {
  readonly description: string;
  /** Whether the answer says when to try again. */
  readonly retryAfter?: true;
  /** The schema of what it says that the thing is now. */
  readonly current?: TSchema;
}

/** How a route may refuse, by status: what its document promises and its tests hold it to. */
export function refusalsOf(contract: RouteContract): Readonly<Record<number, Refusal>> {
  const { access, method, params, conflicts, current, refuses = [] } = contract;
  const may = (status: number) => refuses.some((one) => one === status);
  const changes = method !== 'GET';
  const refusals: Record<number, Refusal> = {
    400: { description: 'The request does not have the documented form' },
    429: { description: 'Too many requests; nothing was done', retryAfter: true },
    503: { description: 'Too busy, or a part is away: try again', retryAfter: true },
  };
  if (access === 'account') refusals[401] = { description: 'Not signed in' };
  if (access === 'operator') {
    refusals[401] = { description: 'No operator token, or a wrong one' };
    refusals[404] = {
      description: 'This install has no operator token: its operator routes are closed',
    };
  }
  if (may(401)) refusals[401] ??= { description: 'The caller did not prove who they are' };
  if ((changes && access !== 'provider') || (access === 'account' && params)) {
    refusals[403] = { description: 'From a page of another site, or not for this account' };
  }
  if (params || may(404)) {
    refusals[404] ??= { description: 'There is no such thing, or it is not yours to see' };
  }
  if (conflicts) {
    const description = `The state forbids it; \`code\`: ${conflicts.join(', ')}`;
    refusals[409] = { description, ...(current ? { current } : {}) };
  }
  if (changes) {
    refusals[413] = { description: 'The body is too large' };
    refusals[415] = { description: 'The body is none of the documented types' };
  }
  return refusals;
}

/**
 * Holds refusals against the document; for tests and development.
 * @throws Error when a route refuses in a way that it does not promise
 */
export function refusalCheck(contract: RouteContract): (status: number, code: ProblemCode) => void {
  const refusals = refusalsOf(contract);
  return (status, code) => {
    if (status === 500) return;
    const promised = status === 409 ? contract.conflicts?.includes(code) : status in refusals;
    if (!promised) {
      throw new Error(`${contract.id} refused with ${status} ${code}, which its contract lacks`);
    }
  };
}
