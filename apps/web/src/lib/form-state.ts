import { ApiError } from './api/problem';

/** What a form shows: everything typed and, after it was sent, what became of it. */
export interface FormState {
  /** What was typed, by field; passwords and card numbers are never sent back. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong, by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the whole, or why it was refused. */
  readonly problem?: string;
  /** Where to sign in again, when the session has ended meanwhile. */
  readonly signIn?: string;
  readonly saved?: boolean;
  /** Beside `saved`: what else the reader should know. */
  readonly note?: string;
  /** What the form was rendered with, for its hidden field. */
  readonly seen?: string;
  /** Fields that someone else has changed too, and what they are now, for reading. */
  readonly clashes?: Readonly<Record<string, string>>;
  /** Grows with every answer, so that the same answer twice is still news. */
  readonly attempt: number;
}

/** @param seen the thing as it is, for a form that changes it */
export const freshForm = (values: Record<string, string> = {}, seen?: object): FormState => ({
  values,
  errors: {},
  attempt: 0,
  ...(seen ? { seen: JSON.stringify(seen) } : {}),
});

/** The same form, answered: with its mistakes at their fields. */
export const answered = (
  previous: FormState,
  values: FormState['values'],
  errors: FormState['errors'],
): FormState => ({
  values,
  errors,
  attempt: previous.attempt + 1,
  ...(previous.seen === undefined ? {} : { seen: previous.seen }),
});

/** What the API refused: the first problem of each field of the form, and all the others as texts. */
export function sortProblems(error: ApiError, fields: readonly string[]) {
  const errors: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, message } of error.errors) {
    if (field === undefined || !fields.includes(field)) others.push(message);
    else errors[field] ??= message;
  }
  return { errors, others: others.filter((text) => text !== error.detail) };
}

/** A refused form. What no field shows is in `problem`, so that no refusal goes unseen. */
export function refusedForm(
  previous: FormState,
  values: FormState['values'],
  error: ApiError,
  fields: readonly string[] = Object.keys(values),
): FormState {
  const { errors, others } = sortProblems(error, fields);
  const isShown = Object.keys(errors).length > 0;
  const problem = [...(isShown ? [] : [error.detail]), ...others].join(' ');
  return { ...answered(previous, values, errors), ...(problem ? { problem } : {}) };
}

/** @returns what the call answers, or why it was refused. @throws what is no refusal */
export async function orRefused<T>(
  call: Promise<T>,
): Promise<{ answer: T } | { refusal: ApiError }> {
  try {
    return { answer: await call };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { refusal: error };
  }
}
