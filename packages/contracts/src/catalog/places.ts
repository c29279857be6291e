import Type from 'typebox';
import { Id, Nullable } from '../values.js';

/** The places of a ticket type, as its organiser writes them. */
export const Capacity = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'places of its own; needed without `poolId`',
  examples: [500],
});

export const PoolId = Nullable(
  Type.String({
    ...Id,
    description:
      'another ticket type of the event, whose places it shares; null: it has places of its own',
  }),
);
export const PoolLimit = Nullable(
  Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'how many of the shared places may be sold as this ticket type; null: all of them',
  }),
);
