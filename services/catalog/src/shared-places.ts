import { isolate } from '@onsale/contracts/text';
import type { FieldError } from './field-errors.js';
import type { TicketTypeRecord } from './ticket-type.js';

/**
 * What is wrong with the places that a ticket type would sell. A ticket type that shares places shares those of one
 * ticket type that has them: never of one that shares others' itself.
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
      : wrong('poolLimit', 'It has places of its own: say how many with capacity.');
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
