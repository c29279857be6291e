import { type ApiError, fieldErrors } from '../../../lib/api/problem';
import { signInPath } from '../../../lib/safe-next';

/** What a form shows again after it was sent: everything typed, and what is wrong with it. */
export interface EditorState {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the whole, or why it was refused. */
  readonly message?: string;
  readonly saved?: boolean;
  /** Where to sign in again, when the session has ended meanwhile. */
  readonly signIn?: string;
  /** Beside `saved`: what else the reader should know. */
  readonly note?: string;
  /** What the form was rendered with, for its hidden field. */
  readonly seen?: string;
  /** Fields that someone else has changed too, and what they are now, for reading. */
  readonly clashes?: Readonly<Record<string, string>>;
  /** Grows with every answer, so that the same answer twice is still news. */
  readonly attempt: number;
}

/**
 * Bound to its event on the server: React, rendering a form again without JavaScript, takes every
 * `bind` in a client component for another action, and never ends.
 */
export type EditorAction = (previous: EditorState, data: FormData) => Promise<EditorState>;

/** @param seen the thing as it is, for a form that changes it */
export const freshForm = (values: Record<string, string>, seen?: object): EditorState => ({
  values,
  errors: {},
  attempt: 0,
  ...(seen ? { seen: JSON.stringify(seen) } : {}),
});

/** A form with mistakes in it, found before the API was asked. */
export const withMistakes = (
  previous: EditorState,
  values: Record<string, string>,
  errors: Record<string, string>,
): EditorState => ({
  ...seenBy(previous),
  values,
  errors,
  message: 'Not saved yet. Check the highlighted fields.',
  attempt: previous.attempt + 1,
});

const seenBy = ({ seen }: EditorState) => (seen === undefined ? {} : { seen });

/** A form that does not say what it was rendered with cannot be saved without undoing others. */
export const outdatedForm = (previous: EditorState): EditorState => ({
  ...previous,
  message: 'Not saved: this page is out of date. Reload it and make your change again.',
  attempt: previous.attempt + 1,
});

/** What the API refused, each problem at its field; those of no field of the form in the message. */
export function withRefusal(
  previous: EditorState,
  values: Record<string, string>,
  error: ApiError,
): EditorState {
  if (error.status === 401) return sessionEnded(previous, values);
  const byField = fieldErrors(error.errors);
  const elsewhere = error.errors
    .filter(({ field }) => field === undefined || !(field in values))
    .map(({ message }) => message);
  return {
    ...seenBy(previous),
    values,
    errors: byField,
    message: ['Not saved.', error.detail, ...elsewhere.filter((text) => text !== error.detail)]
      .join(' ')
      .trim(),
    attempt: previous.attempt + 1,
  };
}

/** Nobody is signed in any more; everything typed stays where it is. */
export const sessionEnded = (
  previous: EditorState,
  values: Readonly<Record<string, string>>,
): EditorState => ({
  ...seenBy(previous),
  values,
  errors: {},
  message: 'Not saved yet: your session has ended. Everything you typed is still here.',
  signIn: signInPath('/organiser'),
  attempt: previous.attempt + 1,
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
