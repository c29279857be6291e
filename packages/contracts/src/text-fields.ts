import Type, { type TSchema } from 'typebox';
import type { TextKind, TextRule } from './text.js';

/** PostgreSQL stores no NUL, in text or in JSON. */
const noNul = '^[^\\u0000]*$';
// No character matches in two ways, so matching takes linear time.
const somethingInIt = '^\\s*[^\\s\\u0000][^\\u0000]*$';
const keyword = 'x-text';

interface Options {
  readonly maxLength: number;
  readonly minLength?: number;
  readonly description?: string;
  /** For documents. */
  readonly examples?: readonly string[];
}

const field = (kind: TextKind, pattern: string, options: Options) =>
  Type.String({ ...options, pattern, [keyword]: kind });

/** One line that must not be empty: a name, a title. Services receive it cleaned. */
export const Line = (options: Options) =>
  field('line', somethingInIt, { minLength: 1, ...options });

/** One line that may be empty. Services receive it cleaned. */
export const OptionalLine = (options: Options) => field('line', noNul, options);

/** Lines and paragraphs that must not be empty. Services receive them cleaned. */
export const Lines = (options: Options) =>
  field('lines', somethingInIt, { minLength: 1, ...options });

/** Lines and paragraphs that may be empty. Services receive them cleaned. */
export const OptionalLines = (options: Options) => field('lines', noNul, options);

/** Words to search for: cleaned, never refused for their content. */
export const SearchText = (options: Options) => field('search', noNul, options);

/**
 * An email address to store. Services receive it cleaned, and compare addresses by `addressKey`.
 */
export const EmailAddress = (options: Options) =>
  field('address', '^\\s*[^\\s@\\u0000]+@[^\\s@.\\u0000]+(\\.[^\\s@.\\u0000]+)+\\s*$', {
    minLength: 3,
    ...options,
  });

/** Text that is compared and never shown, such as a password or a code: not cleaned. */
export const Opaque = (options: Options) => Type.String({ ...options, pattern: noNul });

/** The rule by which a service cleans a text field; undefined for other schemas. */
export function textRuleOf(schema: TSchema): TextRule | undefined {
  const given = schema as { [keyword]?: TextKind; maxLength?: number; minLength?: number };
  const kind = given[keyword];
  if (kind === undefined || given.maxLength === undefined) return undefined;
  return { kind, maxLength: given.maxLength, optional: given.minLength === undefined };
}
