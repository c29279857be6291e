import type fc from 'fast-check';

const number = (name: string) => {
  const text = process.env[name];
  return text === undefined ? undefined : Number(text);
};

/**
 * How many programs are tried: as many as CI has time for, or `ONSALE_TEST_RUNS`. A failure prints
 * its seed and path; set `ONSALE_TEST_SEED` and `ONSALE_TEST_PATH` to repeat it.
 */
export function runs(usual: number): fc.Parameters<unknown> & { readonly timeoutMs: number } {
  const numRuns = number('ONSALE_TEST_RUNS') ?? usual;
  const seed = number('ONSALE_TEST_SEED');
  const path = process.env.ONSALE_TEST_PATH;
  const limitMs = Math.max(60_000, numRuns * 2_000);
  return {
    numRuns,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
    // Reports a counterexample found by then, even if it could be made smaller.
    interruptAfterTimeLimit: limitMs,
    timeoutMs: limitMs + 30_000,
  };
}
