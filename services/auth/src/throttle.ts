import { createHash } from 'node:crypto';
import { addressKey } from '@onsale/contracts/text';
import { addressNetwork, type Limits, tooManyRequests } from '@onsale/runtime';

const signInWindowSeconds = 15 * 60;
const signUpWindowSeconds = 60 * 60;
const operatorWindowSeconds = 15 * 60;
/** More than an operator's tools ask for at once: each counts until its token was looked at. */
const operatorsPerAddress = 60;

export interface ThrottleSettings {
  readonly signInsPerAccount: number;
  readonly signInsPerAddress: number;
  readonly signUpsPerHour: number;
}

/** Slows down who guesses passwords, and who makes accounts by the thousand. */
export interface Throttle {
  /**
   * Counts an attempt, before its password is looked at: many at once gain nothing, and a right
   * guess in a blocked window is not told apart from a wrong one. Accounts that do not exist count
   * like those that do.
   * @throws Problem 429
   */
  signIn(email: string, address: string): Promise<void>;
  /** The account's attempts are forgotten: it was its owner. */
  signedIn(email: string): Promise<void>;
  /** @throws Problem 429 */
  signUp(address: string): Promise<void>;
  /**
   * Counts an attempt with an operator's token, before it is looked at.
   * @throws Problem 429
   */
  operator(address: string): Promise<void>;
  /** The address's attempts are forgotten: the token was right. */
  operatorAdmitted(address: string): Promise<void>;
}

export function createThrottle(limits: Limits, settings: ThrottleSettings): Throttle {
  async function take(key: string, max: number, windowSeconds: number): Promise<void> {
    const waitSeconds = await limits.take(key, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
  }

  return {
    async signIn(email, address) {
      await take(
        `sign-in from ${addressNetwork(address)}`,
        settings.signInsPerAddress,
        signInWindowSeconds,
      );
      await take(accountKey(email), settings.signInsPerAccount, signInWindowSeconds);
    },
    signedIn: (email) => limits.clear(accountKey(email)),
    signUp: (address) =>
      take(`sign-up from ${addressNetwork(address)}`, settings.signUpsPerHour, signUpWindowSeconds),
    operator: (address) => take(operatorKey(address), operatorsPerAddress, operatorWindowSeconds),
    operatorAdmitted: (address) => limits.clear(operatorKey(address)),
  };
}

const operatorKey = (address: string) => `operator from ${addressNetwork(address)}`;

/** Limits live outside this service's database, and their keys turn up in logs: no address. */
const accountKey = (email: string) =>
  `sign-in ${createHash('sha256').update(addressKey(email)).digest('base64url')}`;
