import { isolate } from '@onsale/contracts/text';
import type { FieldError } from './field-errors.js';
import type { TicketTypeRecord } from './ticket-type.js';

/**
 * The errors in the pool of a ticket type. It may only share the places of a ticket type that has
 * its own, never of one that shares places itself.
 * @param types of its event
 */
export function findPoolErrors(
  { id, poolId, poolLimit }: TicketTypeRecord,
  types: readonly TicketTypeRecord[],
): FieldError[] {
  const wrong = (field: string, message: string): FieldError[] => [{ field, message }];
  const hasOwn = (one: { id: string; poolId: string | null }) =>
    one.poolId === null || one.poolId === one.id;
  if (hasOwn({ id, poolId })) {
    return poolLimit === null
      ? []
      : wrong('poolLimit', 'It has places of its own: set their number with capacity.');
  }
  const pool = types.find((one) => one.id === poolId);
  if (!pool) return wrong('poolId', 'There is no such ticket type at this event.');
  if (!hasOwn(pool)) {
    const owner = types.find((one) => one.id === pool.poolId)?.name ?? '';
    return wrong(
      'poolId',
      `${isolate(pool.name)} shares the places of ${isolate(owner)}: choose that one.`,
    );
  }
  const sharer = types.find((one) => one.id !== id && one.poolId === id);
  return sharer
    ? wrong(
        'poolId',
        `${isolate(sharer.name)} shares the places of this ticket type: change it first.`,
      )
    : [];
}
