import Type from 'typebox';
import { Nullable } from '../values.js';

export const maxAgeLimit = 99;

export const OptionalAgeLimit = Type.Optional(
  Nullable(
    Type.Integer({
      minimum: 0,
      maximum: maxAgeLimit,
      description: 'the youngest age admitted, in years; 0: all ages; null: not stated',
      examples: [18],
    }),
  ),
);

/** Younger guests rarely have a document that proves their age. */
const withDocument = 14;

/** An age limit as guests read it. */
export function ageWords(limit: number): string {
  if (limit === 0) return 'All ages';
  return limit < withDocument ? `Ages ${limit} and over` : `${limit}+, bring photo ID`;
}
