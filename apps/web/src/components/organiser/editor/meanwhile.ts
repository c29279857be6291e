import { fieldOf, whichField } from './local-field';

/**
 * Two people, one form. A hidden field carries the values with which the form was rendered, so it
 * sends only what was changed. When someone else has changed the same field meanwhile, the person
 * who saves later sees both values and chooses. All of it works without JavaScript.
 */

type Values = Readonly<Record<string, string>>;

/** Names of the hidden fields; the choice about a field is in `choose.<field>`. */
export const seenField = 'seen';
export const clashField = 'clash';
export const choiceField = (field: string) => `choose.${field}`;

/** Inputs that form one value together. */
const together: Readonly<Record<string, readonly string[]>> = { price: ['price', 'free'] };
const inputsOf = (field: string) => together[field] ?? [field, whichField(field)];

/** @returns the values with which the form was rendered; undefined when it carries none */
export function readSeen<T extends { readonly version: number }>(data: FormData): T | undefined {
  try {
    const seen: T | null = JSON.parse(String(data.get(seenField)));
    return Number.isInteger(seen?.version) ? (seen ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a form that differ from what it was rendered with. */
export function changedFields<T extends object>(body: T, seen: object): Partial<T> {
  const was = seen as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !isSame(value, was[name])),
  ) as Partial<T>;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * The form's values after someone else has changed the thing: everything that was typed, and their
 * values elsewhere.
 */
export function rebase(typed: Values, seen: Values, now: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [
      name,
      isTouched(name, typed, seen) ? value : (now[name] ?? ''),
    ]),
  );
}

/** Untouched fields that others have changed. */
export const changedByOthers = (typed: Values, seen: Values, now: Values): string[] =>
  Object.keys(typed).filter(
    (name) => !isTouched(name, typed, seen) && (now[name] ?? '') !== (seen[name] ?? ''),
  );

function isTouched(name: string, typed: Values, seen: Values): boolean {
  const inputs =
    Object.values(together).find((names) => names.includes(name)) ?? inputsOf(fieldOf(name));
  return inputs.some((input) => (typed[input] ?? '').trim() !== (seen[input] ?? '').trim());
}

/**
 * Applies the choices about fields that two people had changed to the form.
 * @param now their current values, with which the form was rendered
 * @returns the fields without a choice
 */
export function settle(data: FormData, now: Values): string[] {
  const undecided: string[] = [];
  for (const field of data.getAll(clashField).map(String)) {
    const choice = data.get(choiceField(field));
    if (choice === null) undecided.push(field);
    if (choice !== 'now') continue;
    for (const input of inputsOf(field)) {
      if (now[input]) data.set(input, now[input]);
      else data.delete(input);
    }
  }
  return undecided;
}

/** A field's value for reading. */
export function shown(field: string, values: Values): string {
  if (field === 'price' && values.free === 'on' && !values.price) return 'Free';
  if (field === 'unlisted') return values.unlisted === 'on' ? 'ticked' : 'not ticked';
  const value = (values[field] ?? '').trim();
  if (value === '') return 'empty';
  const which = values[whichField(field)];
  return value.replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ') + (which ? `, the ${which} of two` : '');
}
