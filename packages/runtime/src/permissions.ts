import { type EventFacts, may, type Permission } from '@onsale/contracts/permissions';
import { forbidden, notFound } from './errors.js';

/**
 * Refuses accounts that may not do that at the event.
 * @param permission that the contract of the route names
 * @param what the address names, in the answer to accounts that may not know of it
 * @throws Problem 404 to callers who may not know of it, 403 to everyone else
 */
export function assertMay<T extends EventFacts>(
  accountId: string | undefined,
  permission: Permission,
  event: T | undefined,
  what = 'event',
): asserts event is T {
  const verdict = may(accountId, permission, event);
  if (verdict === 'hidden') throw notFound(what);
  if (verdict === 'no') throw forbidden('Only the organiser of this event may do that.');
}
