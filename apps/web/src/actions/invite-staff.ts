'use server';

import type { inviteStaff as inviteStaffRoute } from '@onsale/contracts/catalog/http';
import { revalidatePath } from 'next/cache';
import { withRefusal } from '../components/organiser/editor/refusals';
import { api } from '../lib/api/server';
import { answered, type FormState } from '../lib/form-state';
import { refusalOf } from './refused';

/** The invitation form with the link just made, which is shown only once. */
export interface InviteState extends FormState {
  readonly made?: { readonly url: string; readonly label: string | null };
}

/** Invites someone to the door staff of the event. */
export async function inviteStaff(
  eventId: string,
  previous: InviteState,
  data: FormData,
): Promise<InviteState> {
  const values = { label: String(data.get('label') ?? '').trim() };
  try {
    const { url, label } = await api<typeof inviteStaffRoute>({
      method: 'POST',
      path: '/api/events/:id/staff-invitations',
      params: { id: eventId },
      body: values,
    });
    revalidatePath(`/organiser/events/${eventId}/staff`);
    return { ...answered(previous, { label: '' }, {}), saved: true, made: { url, label } };
  } catch (error) {
    return withRefusal(previous, values, refusalOf(error));
  }
}
