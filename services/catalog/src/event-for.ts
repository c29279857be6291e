import type { EventFacts, Permission } from '@onsale/contracts/permissions';
import { assertMay, notFound } from '@onsale/runtime';
import type { EventRecord } from './event.js';

/**
 * The facts that decide permissions at an event. Staff are left out: they only work the door, which
 * is part of another service.
 */
const factsOf = ({ organiserId, publishedAt }: EventRecord): EventFacts => ({
  organiserId,
  isPublic: publishedAt !== null,
});

/**
 * Returns the event if the account has the permission.
 * @throws Problem 404 if the account must not learn that the event exists, otherwise 403
 */
export function eventFor(
  accountId: string,
  permission: Permission,
  event: EventRecord | undefined,
  what = 'event',
): EventRecord {
  if (!event) throw notFound(what);
  assertMay(accountId, permission, factsOf(event), what);
  return event;
}
