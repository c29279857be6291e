import { rates } from '@onsale/contracts/limits';
import { addressNetwork } from '../address-network.js';
import { tooManyRequests } from '../errors.js';
import type { Limits } from '../infra.js';
import { type OperatorCheck, operatorCheck } from './operator.js';
import type { Admit } from './route.js';

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
    const { max, windowSeconds } = rates.wrongOperatorTokens;
    const waitSeconds = await limits.take(key, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    check.assertRight(authorization);
    await limits.clear(key);
  };
}
