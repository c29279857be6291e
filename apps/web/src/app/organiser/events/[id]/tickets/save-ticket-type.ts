'use server';

import type { createTicketType, updateTicketType } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import {
  type EditorState,
  withMistakes,
  withRefusal,
} from '../../../../../components/organiser/editor/form-state';
import { readTicketTypeForm } from '../../../../../components/organiser/editor/ticket-type-form';
import { api } from '../../../../../lib/api/server';
import { ownEvent } from '../../../own-event';
import { refused } from '../../../refused';

/** Adds a ticket type to the event `eventId`, or changes the one called `ticketTypeId`. */
export async function saveTicketType(
  eventId: string,
  ticketTypeId: string | null,
  previous: EditorState,
  data: FormData,
): Promise<EditorState> {
  const here = `/organiser/events/${eventId}/tickets`;
  const event = await ownEvent(eventId, here);
  const before = event.ticketTypes.find(({ id }) => id === ticketTypeId);
  const read = readTicketTypeForm(data, event, before);
  if (!('body' in read)) return withMistakes(previous, read.values, read.errors);
  try {
    if (ticketTypeId === null) {
      await api<typeof createTicketType>({
        method: 'POST',
        path: '/api/events/:id/ticket-types',
        params: { id: eventId },
        body: read.body,
      });
    } else {
      await api<typeof updateTicketType>({
        method: 'PATCH',
        path: '/api/ticket-types/:id',
        params: { id: ticketTypeId },
        body: read.body,
      });
    }
  } catch (error) {
    const refusal = refused(error, here);
    const state = withRefusal(previous, read.values, refusal);
    return refusal.code === 'capacity_in_use' && !state.errors.capacity
      ? { ...state, errors: { ...state.errors, capacity: refusal.detail } }
      : state;
  }
  redirect(here);
}
