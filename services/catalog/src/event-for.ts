import type { EventFacts, Permission } from '@onsale/contracts/permissions';
import { assertMay, notFound } from '@onsale/runtime';
import type { EventRecord } from './event.js';

/** What decides who may do what at an event. Staff work the door, which is not this service's. */
const factsOf = ({ organiserId, publishedAt }: EventRecord): EventFacts => ({
  organiserId,
  isPublic: publishedAt !== null,
});

/**
 * The event, for an account that may do that at it.
 * @throws Problem 404 to callers who may not know of it, 403 to everyone else
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
