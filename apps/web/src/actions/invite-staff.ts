'use server';

import type { inviteStaff as inviteStaffRoute } from '@onsale/contracts/catalog/http';
import { revalidatePath } from 'next/cache';
import { withRefusal } from '../components/organiser/editor/refusals';
import { api } from '../lib/api/server';
import { answered, type FormState } from '../lib/form-state';
import { refusalOf } from './refused';

/** The form of invitations, with the link of the one that was just made: it is shown only now. */
export interface InviteState extends FormState {
  readonly made?: { readonly url: string; readonly label: string | null };
}

/** Makes an invitation to the door staff of the event. */
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
