import { createHash, timingSafeEqual } from 'node:crypto';
import { type Admit, Problem } from '@onsale/runtime';
import type { Throttle } from './throttle.js';

/**
 * Admits callers with the install's operator token. Guessing is slowed down, and a right
 * guess in a blocked window looks like a wrong one.
 * @param token empty: this install has no operator's routes, and answers 404
 */
export function admitOperator(token: string, throttle: Throttle): Admit {
  const expected = digest(`Bearer ${token}`);
  return async ({ authorization, address }) => {
    if (token === '') throw closed();
    if (authorization === undefined) {
      throw refusal('Send it as `Authorization: Bearer <token>`.');
    }
    await throttle.operator(address);
    const given = digest(authorization.replace(/^bearer +/i, 'Bearer '));
    if (!timingSafeEqual(given, expected)) throw refusal('The one sent is not it.');
    await throttle.operatorAdmitted(address);
  };
}

/** Digests are equally long, so that comparing them tells nothing about the length of the token. */
const digest = (text: string) => createHash('sha256').update(text).digest();

const closed = () =>
  new Problem(
    404,
    'not_found',
    "This install's operator routes are closed: its ONSALE_OPERATOR_TOKEN is empty. Set it to open them.",
  );

const refusal = (hint: string) =>
  new Problem(
    401,
    'wrong_credentials',
    `This takes the operator token of this install (ONSALE_OPERATOR_TOKEN, or operatorToken in its secrets.json). ${hint}`,
  );
