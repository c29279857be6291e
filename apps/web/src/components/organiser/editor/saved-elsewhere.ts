import type { ApiError } from '../../../lib/api/problem';
import { answered, type FormState } from '../../../lib/form-state';
import { changedByOthers, choiceField, rebase, shown } from './meanwhile';
import { withRefusal } from './refusals';

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

/** Refused for another reason, while the thing may have become another: what was typed stays. */
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

/** What someone else has changed meanwhile, in words; empty: nothing. */
export const noteOfOthers = (fields: readonly string[], labels: Versions['labels']): string => {
  const names = fields.flatMap((field) => labels[field] ?? []);
  return names.length > 0 ? `Someone else has also changed: ${names.join(', ')}.` : '';
};

/** The form asks again about what nothing was chosen about. */
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
