import { type Admit, type OperatorCheck, operatorCheck } from '@onsale/runtime';
import type { Throttle } from './throttle.js';

/**
 * Admits callers with the install's operator token. Guessing is slowed down, and a right
 * guess in a blocked window looks like a wrong one.
 * @param token empty: this install has no operator's routes, and answers 404
 */
export function admitOperator(token: string, throttle: Throttle): Admit {
  const check: OperatorCheck = operatorCheck(token);
  return async ({ authorization, address }) => {
    check.assertSent(authorization);
    await throttle.operator(address);
    check.assertRight(authorization);
    await throttle.operatorAdmitted(address);
  };
}
