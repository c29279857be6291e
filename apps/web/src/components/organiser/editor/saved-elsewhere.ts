import type { ApiError } from '../../../lib/api/problem';
import { type EditorState, withRefusal } from './form-state';
import { changedByOthers, choiceField, rebase, shown } from './meanwhile';

type Values = Readonly<Record<string, string>>;

interface Versions {
  readonly typed: Values;
  /** What the form was rendered with. */
  readonly seen: Values;
  /** What the thing is now. */
  readonly now: Values;
  /** The same for the hidden field. */
  readonly nowSeen: object;
  readonly labels: Readonly<Record<string, string>>;
}

/** Refused because someone else has changed the same thing: the form asks which one to keep. */
export function withClashes(
  previous: EditorState,
  { typed, seen, now, nowSeen }: Versions,
  { errors }: Pick<ApiError, 'errors'>,
): EditorState {
  const fields = errors.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const kept = Object.fromEntries(fields.map((field) => [field, typed[field] ?? '']));
  return {
    values: { ...rebase(typed, seen, now), ...kept },
    errors: {},
    message:
      'Not saved yet: someone else has changed the same field. Choose which one to keep, then save again.',
    seen: JSON.stringify(nowSeen),
    clashes: Object.fromEntries(fields.map((field) => [field, shown(field, now)])),
    attempt: previous.attempt + 1,
  };
}

/** Refused for another reason, while the thing may have become another: what was typed stays. */
export function withRefusalOf(
  previous: EditorState,
  { typed, seen, now, nowSeen, labels }: Versions,
  error: ApiError,
): EditorState {
  const state = withRefusal(previous, rebase(typed, seen, now), error);
  const others = noteOfOthers(changedByOthers(typed, seen, now), labels);
  const message = [state.message, others].filter(Boolean).join(' ');
  return { ...state, message, seen: JSON.stringify(nowSeen) };
}

/** What someone else has changed meanwhile, in words; empty: nothing. */
export const noteOfOthers = (fields: readonly string[], labels: Versions['labels']): string => {
  const names = fields.flatMap((field) => labels[field] ?? []);
  return names.length > 0 ? `Someone else has also changed: ${names.join(', ')}.` : '';
};

/** The form asks again about what nothing was chosen about. */
export const withQuestions = (
  previous: EditorState,
  values: Record<string, string>,
  now: Values,
  undecided: readonly string[],
  seen: object,
): EditorState => ({
  values,
  errors: Object.fromEntries(
    undecided.map((field) => [choiceField(field), 'Choose which one to keep.']),
  ),
  message: 'Not saved yet: choose which one to keep, then save again.',
  seen: JSON.stringify(seen),
  clashes: Object.fromEntries(undecided.map((field) => [field, shown(field, now)])),
  attempt: previous.attempt + 1,
});
