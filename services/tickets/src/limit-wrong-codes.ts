import { Problem, type ServiceContext } from '@onsale/runtime';

const windowSeconds = 60;
const maxWrongAtGate = 30;
/** Callers name their gates: inventing names must not help to guess. */
const maxWrongOfAccount = 120;

/**
 * Slows down who tries codes until one is true. Only wrong ones count, and only they are refused:
 * a true ticket is admitted whatever was tried before it.
 */
export function limitWrongCodes({ limits }: Pick<ServiceContext, 'limits'>) {
  /** @throws Problem 429 when it was one too many: then the answer stays unsaid */
  return async (accountId: string, gate: string | null): Promise<void> => {
    const waits = await Promise.all([
      limits.take(`wrong code ${accountId} ${gate ?? ''}`, maxWrongAtGate, windowSeconds),
      limits.take(`wrong code ${accountId}`, maxWrongOfAccount, windowSeconds),
    ]);
    const waitSeconds = Math.max(...waits);
    if (waitSeconds > 0) {
      throw new Problem(
        429,
        'too_many_requests',
        `Too many wrong codes. Valid tickets still work; wrong codes are checked again in ${waitSeconds} s.`,
        [],
        waitSeconds,
      );
    }
  };
}
