import Type from 'typebox';
import { Nullable } from '../values.js';

export const maxAgeLimit = 99;

/** The youngest age that may come in. */
export const OptionalAgeLimit = Type.Optional(
  Nullable(
    Type.Integer({
      minimum: 0,
      maximum: maxAgeLimit,
      description: 'years of the youngest who may come in; 0: all ages; null: nothing is said',
      examples: [18],
    }),
  ),
);

/** Below it, few have a document that says how old they are. */
const withDocument = 14;

/** An age limit as guests read it. */
export function ageWords(limit: number): string {
  if (limit === 0) return 'All ages';
  return limit < withDocument ? `Ages ${limit} and over` : `${limit}+, bring photo ID`;
}
