import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../errors.js';
import { text } from '../settings.js';

/** The setting that opens the operator routes, in every process that has some. */
export const operatorTokenSetting = text('ONSALE_OPERATOR_TOKEN', {
  doc: 'Bearer token for metrics, dead letters and the operator API; empty closes them',
  default: '',
  pattern: /^([!-~]{32,200})?$/,
  expected: '32 to 200 letters, digits and signs, without spaces',
  secret: true,
});

/** Checks the operator token: first that one was sent, then that it is right. */
export interface OperatorCheck {
  /** @throws Problem 404 if the install has no token, 401 if the caller sent none */
  assertSent(authorization: string | undefined): asserts authorization is string;
  /**
   * Compares in constant time.
   * @throws Problem 401 if the token is wrong
   */
  assertRight(authorization: string): void;
}

/** @param token empty: no caller is admitted */
export function operatorCheck(token: string): OperatorCheck {
  const expected = digest(`Bearer ${token}`);
  return {
    assertSent(authorization) {
      if (!token) throw closed();
      if (authorization === undefined) {
        throw refusal('Send it as `Authorization: Bearer <token>`.');
      }
    },
    assertRight(authorization) {
      const given = digest(authorization.replace(/^bearer +/i, 'Bearer '));
      if (!token || !timingSafeEqual(given, expected)) {
        throw refusal('The token that was sent is wrong.');
      }
    },
  };
}

/** Digests have one length, so comparing them does not reveal the length of the token. */
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
    `This requires the operator token of this install (ONSALE_OPERATOR_TOKEN, or operatorToken in its secrets.json). ${hint}`,
  );
