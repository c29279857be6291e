'use server';

import type { addStaff as addStaffRoute } from '@onsale/contracts/catalog/http';
import { revalidatePath } from 'next/cache';
import { withMistakes, withRefusal } from '../components/organiser/editor/refusals';
import { api } from '../lib/api/server';
import { looksLikeEmail } from '../lib/email';
import { answered, type FormState } from '../lib/form-state';
import { refusalOf } from './refused';

/** Lets an account check tickets in at the event. */
export async function addStaff(
  eventId: string,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const here = `/organiser/events/${eventId}/staff`;
  const email = String(data.get('email') ?? '').trim();
  const values = { email };
  if (!looksLikeEmail(email)) {
    return withMistakes(previous, values, { email: 'Enter an email address.' });
  }
  try {
    await api<typeof addStaffRoute>({
      method: 'POST',
      path: '/api/events/:id/staff',
      params: { id: eventId },
      body: { email },
    });
  } catch (error) {
    const refusal = refusalOf(error);
    const state = withRefusal(previous, values, refusal);
    const known = refusal.code === 'no_such_account' || refusal.code === 'already_staff';
    return known
      ? { ...state, problem: 'No one was added.', errors: { email: refusal.detail } }
      : state;
  }
  revalidatePath(here);
  return { ...answered(previous, { email: '' }, {}), saved: true };
}
