import { readInstant } from './instant.js';

/** An error in one field, for the person who filled it in. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The result of a check: the cleaned value, or all errors. */
export type Checked<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

/** Reads an instant, or adds an error; null stays null. */
export function instantField<T extends string | null>(
  field: string,
  text: T,
  errors: FieldError[],
): T {
  if (text === null) return text;
  const instant = readInstant(text);
  if (instant !== undefined) return instant as T;
  errors.push({ field, message: `${field} must be a day and time between 2000 and 2100.` });
  return text;
}

/** Adds an error for a sales window that closes before it opens. */
export function checkSalesWindow(
  window: { readonly salesOpenAt: string | null; readonly salesCloseAt: string | null },
  errors: FieldError[],
): void {
  const { salesOpenAt, salesCloseAt } = window;
  if (salesOpenAt === null || salesCloseAt === null || salesCloseAt > salesOpenAt) return;
  errors.push({ field: 'salesCloseAt', message: 'Sales must close after they open.' });
}
