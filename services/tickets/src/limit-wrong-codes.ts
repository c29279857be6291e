import { rates } from '@onsale/contracts/limits';
import { Problem, type ServiceContext } from '@onsale/runtime';

/**
 * Slows down accounts that try codes until one is true. Only wrong ones count, and only they are refused:
 * a true ticket is admitted whatever was tried before it.
 */
export function limitWrongCodes({ limits }: Pick<ServiceContext, 'limits'>) {
  /** @throws Problem 429 when it was one too many: then the answer stays unsaid */
  return async (accountId: string, gate: string | null): Promise<void> => {
    const counted = [
      { key: `wrong code ${accountId} ${gate ?? ''}`, rate: rates.wrongCodesAtGate },
      // Callers name their gates: inventing names must not help to guess.
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
