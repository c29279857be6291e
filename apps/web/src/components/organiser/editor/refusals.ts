import type { ApiError } from '../../../lib/api/problem';
import { answered, type FormState, sortProblems } from '../../../lib/form-state';
import { signInPath } from '../../../lib/safe-next';

/**
 * Bound to its event on the server: when React renders a form again without JavaScript, it takes
 * every `bind` in a client component for another action, and never finishes.
 */
export type EditorAction = (previous: FormState, data: FormData) => Promise<FormState>;

/** A form whose mistakes were found before the API was asked. */
export const withMistakes = (
  previous: FormState,
  values: Record<string, string>,
  errors: Record<string, string>,
): FormState => ({
  ...answered(previous, values, errors),
  problem: 'Not saved yet. Check the highlighted fields.',
});

/** A form without the values it was rendered with: saving it would undo others' changes. */
export const outdatedForm = (previous: FormState): FormState => ({
  ...answered(previous, previous.values, previous.errors),
  problem: 'Not saved: this page is out of date. Reload it and make your change again.',
});

/** The API's refusal: each problem at its field, or at the top when the form has no such field. */
export function withRefusal(
  previous: FormState,
  values: Record<string, string>,
  error: ApiError,
): FormState {
  if (error.status === 401) return sessionEnded(previous, values);
  const { errors, others } = sortProblems(error, Object.keys(values));
  return {
    ...answered(previous, values, errors),
    problem: ['Not saved.', error.detail, ...others].join(' ').trim(),
  };
}

/** The session has ended; everything typed stays in the form. */
export const sessionEnded = (
  previous: FormState,
  values: Readonly<Record<string, string>>,
): FormState => ({
  ...answered(previous, values, {}),
  problem: 'Not saved yet: your session has ended. Everything you typed is still here.',
  signIn: signInPath('/organiser'),
});

/** The text of each of these fields, as typed. */
export function readValues(data: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = data.get(name);
      // Browsers send the line ends of text areas as CRLF.
      return [name, typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''];
    }),
  );
}
