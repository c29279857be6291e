import { rates } from '@onsale/contracts/limits';
import { Problem, type ServiceContext } from '@onsale/runtime';

/**
 * Slows down accounts that guess codes. Only wrong codes count and are refused: a genuine ticket is
 * admitted whatever was tried before.
 */
export function limitWrongCodes({ limits }: Pick<ServiceContext, 'limits'>) {
  /** @throws Problem 429 if there were too many, in place of the answer */
  return async (accountId: string, gate: string | null): Promise<void> => {
    const counted = [
      { key: `wrong code ${accountId} ${gate ?? ''}`, rate: rates.wrongCodesAtGate },
      // Callers choose the name of the gate; inventing names must not allow more guesses.
      { key: `wrong code ${accountId}`, rate: rates.wrongCodes },
    ];
    const waits = await Promise.all(
      counted.map(({ key, rate }) => limits.take(key, rate.max, rate.windowSeconds)),
    );
    const waitSeconds = Math.max(...waits);
    if (waitSeconds > 0) {
      throw new Problem(
        429,
        'too_many_requests',
        `Too many wrong codes. Valid tickets still work; wrong codes are checked again in ${waitSeconds} s.`,
        { retryAfterSeconds: waitSeconds },
      );
    }
  };
}
