import type { ApiError } from '../../../lib/api/problem';
import { answered, type FormState } from '../../../lib/form-state';
import { changedByOthers, choiceField, rebase, shown } from './meanwhile';
import { withRefusal } from './refusals';

type Values = Readonly<Record<string, string>>;

interface Versions {
  readonly typed: Values;
  /** The values with which the form was rendered. */
  readonly seen: Values;
  /** The current values. */
  readonly now: Values;
  /** The current values for the hidden field. */
  readonly nowSeen: object;
  readonly labels: Readonly<Record<string, string>>;
}

/** Refused because someone else has changed the same fields: the form asks which to keep. */
export function withClashes(
  previous: FormState,
  { typed, seen, now, nowSeen }: Versions,
  { errors }: Pick<ApiError, 'errors'>,
): FormState {
  const fields = errors.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const kept = Object.fromEntries(fields.map((field) => [field, typed[field] ?? '']));
  return {
    ...answered(previous, { ...rebase(typed, seen, now), ...kept }, {}),
    problem:
      'Not saved yet: someone else has changed the same field. Choose which one to keep, then save again.',
    seen: JSON.stringify(nowSeen),
    clashes: Object.fromEntries(fields.map((field) => [field, shown(field, now)])),
  };
}

/** Refused for another reason, while others may have changed the thing: the input stays. */
export function withRefusalOf(
  previous: FormState,
  { typed, seen, now, nowSeen, labels }: Versions,
  error: ApiError,
): FormState {
  const state = withRefusal(previous, rebase(typed, seen, now), error);
  const others = noteOfOthers(changedByOthers(typed, seen, now), labels);
  const problem = [state.problem, others].filter(Boolean).join(' ');
  return { ...state, problem, seen: JSON.stringify(nowSeen) };
}

/** A sentence about the fields that others have changed meanwhile; empty when there are none. */
export const noteOfOthers = (fields: readonly string[], labels: Versions['labels']): string => {
  const names = fields.flatMap((field) => labels[field] ?? []);
  return names.length > 0 ? `Someone else has also changed: ${names.join(', ')}.` : '';
};

/** Asks again about the fields without a choice. */
export const withQuestions = (
  previous: FormState,
  values: Record<string, string>,
  now: Values,
  undecided: readonly string[],
  seen: object,
): FormState => ({
  ...answered(
    previous,
    values,
    Object.fromEntries(undecided.map((field) => [choiceField(field), 'Choose which one to keep.'])),
  ),
  problem: 'Not saved yet: choose which one to keep, then save again.',
  seen: JSON.stringify(seen),
  clashes: Object.fromEntries(undecided.map((field) => [field, shown(field, now)])),
});
