'use server';

import type {
  createTicketType,
  EventListing,
  getEvent,
  TicketType,
  updateTicketType,
} from '@onsale/contracts/catalog/http';
import type { CurrentOf } from '@onsale/contracts/route';
import { redirect } from 'next/navigation';
import { changedFields, readSeen, settle } from '../components/organiser/editor/meanwhile';
import {
  outdatedForm,
  sessionEnded,
  withMistakes,
  withRefusal,
} from '../components/organiser/editor/refusals';
import { withClashes, withQuestions } from '../components/organiser/editor/saved-elsewhere';
import {
  readTicketTypeForm,
  type SeenTicketType,
  seenTicketType,
  ticketTypeLabels,
  ticketTypeValues,
  typedTicketType,
} from '../components/organiser/editor/ticket-type-form';
import { api } from '../lib/api/server';
import type { FormState } from '../lib/form-state';
import { accountIfKnown } from '../lib/session';
import { refusalOf } from './refused';

/** Adds a ticket type to the event `eventId`, or saves the changed fields of `ticketTypeId`. */
export async function saveTicketType(
  eventId: string,
  ticketTypeId: string | null,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const here = `/organiser/events/${eventId}/tickets`;
  let event: EventListing;
  try {
    event = await api<typeof getEvent>({
      method: 'GET',
      path: '/api/events/:id',
      params: { id: eventId },
    });
  } catch (error) {
    const values = typedTicketType(data);
    const refusal = refusalOf(error);
    // The API hides a draft from visitors who are not signed in.
    const isSignedOut = refusal.status === 404 && (await accountIfKnown()) === null;
    return isSignedOut ? sessionEnded(previous, values) : withRefusal(previous, values, refusal);
  }
  const seen = readSeen<SeenTicketType>(data);
  if (ticketTypeId !== null && !seen) return outdatedForm(previous);
  const was = seen ? ticketTypeValues(seen, event) : {};
  const undecided = settle(data, was);
  const read = readTicketTypeForm(data, event, seen);
  if (seen && undecided.length > 0) {
    return withQuestions(previous, read.values, was, undecided, seen);
  }
  if (!('body' in read)) return withMistakes(previous, read.values, read.errors);
  const leavesPool = Boolean(seen?.poolId) && read.body.capacity !== undefined;
  let saved: TicketType;
  try {
    if (ticketTypeId === null || !seen) {
      saved = await api<typeof createTicketType>({
        method: 'POST',
        path: '/api/events/:id/ticket-types',
        params: { id: eventId },
        body: withoutDefault(read.body),
      });
    } else {
      saved = await api<typeof updateTicketType>({
        method: 'PATCH',
        path: '/api/ticket-types/:id',
        params: { id: ticketTypeId },
        body: {
          version: seen.version,
          ...changedFields(read.body, seen),
          // Sent even when unchanged, because the type has no capacity of its own yet.
          ...(leavesPool ? { capacity: read.body.capacity } : {}),
        },
      });
    }
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'changed_meanwhile') {
      const current = refusal.current as CurrentOf<typeof updateTicketType>;
      const nowSeen = seenTicketType(current);
      const now = ticketTypeValues(nowSeen, event);
      const labels = ticketTypeLabels;
      return withClashes(
        previous,
        { typed: read.values, seen: was, now, nowSeen, labels },
        refusal,
      );
    }
    const state = withRefusal(previous, read.values, refusal);
    return refusal.code === 'capacity_in_use' && !state.errors.capacity
      ? { ...state, errors: { ...state.errors, capacity: refusal.detail } }
      : state;
  }
  redirect(`${here}?saved=${saved.id}`);
}

/**
 * During an update the previous version of `catalog` may answer, which refuses fields that it does
 * not know.
 */
const withoutDefault = <T extends { minPerOrder?: number }>({ minPerOrder = 1, ...body }: T) =>
  minPerOrder === 1 ? body : { ...body, minPerOrder };
