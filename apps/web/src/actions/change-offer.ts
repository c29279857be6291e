'use server';

import type {
  deleteTicketType,
  getEvent,
  orderTicketTypes,
  updateTicketType,
} from '@onsale/contracts/catalog/http';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { moved } from '../components/organiser/editor/moved';
import type { OfferAnswer } from '../components/organiser/ticket-type-actions';
import { api } from '../lib/api/server';
import { refused } from './refused';

const statuses = {
  pause: ['paused', 'Sales are paused.'],
  resume: ['active', 'Back on sale.'],
  hide: ['hidden', 'Only you can see it now.'],
  show: ['active', 'Everyone can see it again.'],
} as const;

/** Moves, pauses, hides or deletes a ticket type, depending on the pressed button. */
export async function changeOffer(
  eventId: string,
  ticketTypeId: string,
  previous: OfferAnswer,
  data: FormData,
): Promise<OfferAnswer> {
  const here = `/organiser/events/${eventId}/tickets`;
  const wanted = String(data.get('do'));
  const said = (text: string, bad = false): OfferAnswer => ({
    text,
    bad,
    attempt: previous.attempt + 1,
  });
  try {
    const answer = await change(eventId, ticketTypeId, wanted);
    if (answer !== 'deleted') {
      revalidatePath(here);
      return said(answer);
    }
  } catch (error) {
    const { detail } = refused(error, here);
    revalidatePath(here);
    return said(detail, true);
  }
  redirect(`${here}?deleted=1`);
}

/** @returns a sentence that says what was done */
async function change(eventId: string, id: string, wanted: string): Promise<string> {
  if (wanted === 'delete') {
    const path = '/api/ticket-types/:id';
    await api<typeof deleteTicketType>({ method: 'DELETE', path, params: { id } });
    return 'deleted';
  }
  const event = await api<typeof getEvent>({
    method: 'GET',
    path: '/api/events/:id',
    params: { id: eventId },
  });
  const type = event.ticketTypes.find((one) => one.id === id);
  if (!type) return 'This ticket type has been deleted.';
  if (wanted === 'up' || wanted === 'down') {
    const ids = event.ticketTypes.map((one) => one.id);
    await api<typeof orderTicketTypes>({
      method: 'POST',
      path: '/api/events/:id/ticket-types/order',
      params: { id: eventId },
      body: { ticketTypeIds: moved(ids, id, wanted) },
    });
    return wanted === 'up' ? 'Moved up.' : 'Moved down.';
  }
  const [status, text] = statuses[wanted as keyof typeof statuses] ?? [];
  if (!status || !text) return '';
  await api<typeof updateTicketType>({
    method: 'PATCH',
    path: '/api/ticket-types/:id',
    params: { id },
    body: { version: type.version, status },
  });
  return text;
}
