import { ApiError } from './api/problem';

/** The content of a form: everything typed and, after it was sent, the answer. */
export interface FormState {
  /** What was typed, by field; passwords and card numbers are never sent back. */
  readonly values: Readonly<Record<string, string>>;
  /** Problems by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** The problem with the form as a whole, or why it was refused. */
  readonly problem?: string;
  /** The page to sign in again, when the session has ended meanwhile. */
  readonly signIn?: string;
  readonly saved?: boolean;
  /** Beside `saved`: what else the reader should know. */
  readonly note?: string;
  /** The values with which the form was rendered, for its hidden field. */
  readonly seen?: string;
  /** The current values, for reading, of fields that someone else has changed too. */
  readonly clashes?: Readonly<Record<string, string>>;
  /** Grows with every answer, so that a repeated answer is announced again. */
  readonly attempt: number;
}

/** @param seen the thing as it is now, for a form that changes it */
export const freshForm = (values: Record<string, string> = {}, seen?: object): FormState => ({
  values,
  errors: {},
  attempt: 0,
  ...(seen ? { seen: JSON.stringify(seen) } : {}),
});

/** The form after its answer, with each mistake at its field. */
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

/** The API's problems: the first one of each field of the form, and all others as texts. */
export function sortProblems(error: ApiError, fields: readonly string[]) {
  const errors: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, message } of error.errors) {
    if (field === undefined || !fields.includes(field)) others.push(message);
    else errors[field] ??= message;
  }
  return { errors, others: others.filter((text) => text !== error.detail) };
}

/** A refused form. `problem` holds what no field shows, so that no refusal goes unseen. */
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

/** @returns the call's answer, or its refusal. @throws any other error */
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
