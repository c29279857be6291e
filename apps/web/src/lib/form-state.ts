import { ApiError, fieldErrors } from './api/problem';

/** What a form shows after it was sent and refused: nothing typed is lost. */
export interface FormState {
  /** What was typed, by field; passwords and card numbers are never sent back. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with all of it. */
  readonly problem?: string | undefined;
}

export const untouched: FormState = { values: {}, errors: {} };

/** Runs the call of an action. @returns the answer, or the refusal as the form shows it */
export async function attempt<T>(
  values: FormState['values'],
  call: Promise<T>,
): Promise<{ answer: T } | { refused: FormState; error: ApiError }> {
  try {
    return { answer: await call };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const errors = fieldErrors(error.errors);
    const known = Object.keys(errors).length > 0;
    return {
      error,
      refused: { values, errors, ...(known ? {} : { problem: error.detail }) },
    };
  }
}
