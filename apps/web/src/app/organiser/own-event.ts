import type { EventListing } from '@onsale/contracts/catalog/http';
import { may, type Permission } from '@onsale/contracts/permissions';
import { NothingHere, orNotFound } from '../../lib/or-not-found';
import { requireAccount } from '../../lib/session';
import { readEvent } from './read-event';

/**
 * The event for one of its organiser's pages, for accounts with `permission`. For other accounts
 * there is `NothingHere`, even for a public event; signed-out visitors sign in first and return to `path`.
 */
export async function ownEvent(
  id: string,
  path: string,
  permission: Permission,
): Promise<EventListing> {
  const account = await requireAccount(path);
  const event = await orNotFound(readEvent(id), path);
  if (may(account.id, permission, { organiserId: event.organiser.id }) !== 'yes') {
    throw new NothingHere();
  }
  return event;
}
