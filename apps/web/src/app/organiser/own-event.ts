import type { EventListing, getEvent } from '@onsale/contracts/catalog/http';
import { notFound } from 'next/navigation';
import { api } from '../../lib/api/server';
import { orNotFound } from '../../lib/or-not-found';
import { requireAccount } from '../../lib/session';

/**
 * The event of one of its organiser's pages. Others are told there is nothing here, though the
 * event itself may be public; who is not signed in goes to sign in and comes back to `path`.
 */
export async function ownEvent(id: string, path: string): Promise<EventListing> {
  const account = await requireAccount(path);
  const event = await orNotFound(
    api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } }),
    path,
  );
  if (event.organiser.id !== account.id) notFound();
  return event;
}
