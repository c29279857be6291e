import { addressNetwork } from '../address-network.js';
import { tooManyRequests } from '../errors.js';
import type { Limits } from '../infra.js';
import { type OperatorCheck, operatorCheck } from './operator.js';
import type { Admit } from './route.js';

const windowSeconds = 15 * 60;
/**
 * More than the concurrent requests of an operator's tools, each of which counts until its token is
 * checked.
 */
const mostPerAddress = 60;

/**
 * Admits callers with the operator token. Limits guesses, and does not reveal a right guess while
 * an address is blocked.
 * @param token empty: the operator routes of this install are closed and answer 404
 */
export function admitOperator(token: string, limits: Limits): Admit {
  const check: OperatorCheck = operatorCheck(token);
  return async ({ authorization, address }) => {
    check.assertSent(authorization);
    const key = `operator from ${addressNetwork(address)}`;
    const waitSeconds = await limits.take(key, mostPerAddress, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    check.assertRight(authorization);
    await limits.clear(key);
  };
}
