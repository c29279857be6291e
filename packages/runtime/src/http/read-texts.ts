import { cleanText, readText } from '@onsale/contracts/text';
import { textRuleOf } from '@onsale/contracts/text-fields';
import type { TSchema } from 'typebox';

interface ReadTexts {
  /** The value with its texts cleaned. */
  readonly value: unknown;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

/** A text this many times too long cannot become short enough; the schema refuses it. */
const cleanedLengths = 8;

/**
 * Cleans the texts of a request by the rules of its schema, so that no use case can forget it.
 * @returns undefined if the schema has no texts
 */
export function textReader(schema: TSchema): ((value: unknown) => ReadTexts) | undefined {
  const properties = (schema as { properties?: Record<string, TSchema> }).properties ?? {};
  const fields = Object.entries(properties).flatMap(([field, property]) => {
    const rule = textRuleOf(property);
    return rule ? [{ field, rule }] : [];
  });
  if (fields.length === 0) return undefined;
  return (given) => {
    if (typeof given !== 'object' || given === null) return { value: given, errors: [] };
    const value: Record<string, unknown> = { ...given };
    const errors: { field: string; message: string }[] = [];
    for (const { field, rule } of fields) {
      const typed = value[field];
      if (typeof typed !== 'string' || typed.length > cleanedLengths * rule.maxLength) continue;
      const read = readText(typed, rule);
      if ('text' in read) value[field] = read.text;
      else {
        value[field] = cleanText(typed, rule.kind);
        errors.push({ field, message: `${field} ${read.problem}.` });
      }
    }
    return { value, errors };
  };
}
