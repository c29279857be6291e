import { type EventFacts, may, type Permission } from '@onsale/contracts/permissions';
import { forbidden, notFound } from './errors.js';

/**
 * Refuses accounts without a permission at an event.
 * @param permission the one in the contract of the route
 * @param what names the thing in the 404
 * @throws Problem 404 if the account must not learn that the thing exists, otherwise 403
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
