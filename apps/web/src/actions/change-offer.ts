'use server';

import type {
  deleteTicketType,
  EventListing,
  getEvent,
  orderTicketTypes,
  TicketType,
  updateTicketType,
} from '@onsale/contracts/catalog/http';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import {
  orderAfter,
  orderMeanwhile,
  type SeenOffer,
  statusFor,
  statusMeanwhile,
} from '../components/organiser/editor/offer';
import type { OfferAnswer } from '../components/organiser/ticket-type-actions';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Moves, pauses, hides or deletes a ticket type, depending on the pressed button. */
export async function changeOffer(
  eventId: string,
  seen: SeenOffer,
  previous: OfferAnswer,
  data: FormData,
): Promise<OfferAnswer> {
  const here = `/organiser/events/${eventId}/tickets`;
  const wanted = String(data.get('do'));
  const said = (text: string, bad: boolean): OfferAnswer => ({
    text,
    bad,
    attempt: previous.attempt + 1,
  });
  try {
    const answer = await change(eventId, seen, wanted);
    if (answer !== 'deleted') {
      revalidatePath(here);
      return said(answer, answer === orderMeanwhile);
    }
  } catch (error) {
    const { code, current, detail } = refused(error, here);
    revalidatePath(here);
    const isMeanwhile = code === 'changed_meanwhile' && typeof current === 'object';
    const text = isMeanwhile ? meanwhile(current as EventListing | TicketType) : detail;
    return said(text, true);
  }
  redirect(`${here}?deleted=1`);
}

/** @param current of the refused request: the ticket type, or the event with all of them */
const meanwhile = (current: EventListing | TicketType) =>
  'ticketTypes' in current ? orderMeanwhile : statusMeanwhile(current.status);

/** @returns a sentence that says what was done */
async function change(eventId: string, seen: SeenOffer, wanted: string): Promise<string> {
  const params = { id: seen.id };
  if (wanted === 'delete') {
    await api<typeof deleteTicketType>({ method: 'DELETE', path: '/api/ticket-types/:id', params });
    return 'deleted';
  }
  if (wanted === 'up' || wanted === 'down') {
    const path = '/api/events/:id';
    const event = await api<typeof getEvent>({ method: 'GET', path, params: { id: eventId } });
    const now = event.ticketTypes.map((one) => one.id);
    const order = orderAfter(seen, now, wanted);
    if (!order) return orderMeanwhile;
    await api<typeof orderTicketTypes>({
      method: 'POST',
      path: '/api/events/:id/ticket-types/order',
      params: { id: eventId },
      body: { ticketTypeIds: order },
    });
    return wanted === 'up' ? 'Moved up.' : 'Moved down.';
  }
  const [status, done] = statusFor(wanted) ?? [];
  if (!status || !done) return '';
  await api<typeof updateTicketType>({
    method: 'PATCH',
    path: '/api/ticket-types/:id',
    params,
    body: { version: seen.version, status },
  });
  return done;
}
