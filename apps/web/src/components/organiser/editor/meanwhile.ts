import { fieldOf, whichField } from './local-field';

/**
 * Two people, one form. A form carries what it was rendered with in a hidden field, so that it sends
 * what was changed and nothing else; and when someone else has changed the same thing meanwhile,
 * the one who saves later sees both and chooses. All of it works without JavaScript.
 */

type Values = Readonly<Record<string, string>>;

/** Names of the hidden fields; the choice about a field is in `choose.<field>`. */
export const seenField = 'seen';
export const clashField = 'clash';
export const choiceField = (field: string) => `choose.${field}`;

/** Inputs that say one thing together. */
const together: Readonly<Record<string, readonly string[]>> = { price: ['price', 'free'] };
const inputsOf = (field: string) => together[field] ?? [field, whichField(field)];

/** @returns what the form was rendered with; undefined when it does not say so */
export function readSeen<T extends { readonly version: number }>(data: FormData): T | undefined {
  try {
    const seen: T | null = JSON.parse(String(data.get(seenField)));
    return Number.isInteger(seen?.version) ? (seen ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Of what a form says, the fields that are not as they were seen. */
export function changedFields<T extends object>(body: T, seen: object): Partial<T> {
  const was = seen as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !isSame(value, was[name])),
  ) as Partial<T>;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What the form shows after someone else has changed the thing: their values where nothing was typed,
 * and everything that was typed.
 */
export function rebase(typed: Values, seen: Values, now: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [
      name,
      isTouched(name, typed, seen) ? value : (now[name] ?? ''),
    ]),
  );
}

/** Fields that were left alone and are different now. */
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
 * Puts into the form what was chosen about the fields that two people had changed.
 * @param now what they are now, as the form was rendered with it
 * @returns the fields that nothing was chosen about
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
