'use server';

import type { cancelEvent as cancelEventRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { withMistakes, withRefusal } from '../components/organiser/editor/refusals';
import { api } from '../lib/api/server';
import type { FormState } from '../lib/form-state';
import { refusalOf } from './refused';

/** Cancels the event. This cannot be undone, so the form asks for a reason and a tick. */
export async function cancelEvent(
  id: string,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const here = `/organiser/events/${id}`;
  const values = {
    reason: String(data.get('reason') ?? ''),
    understood: String(data.get('understood') ?? ''),
  };
  const errors = {
    ...(values.reason.trim()
      ? {}
      : { reason: 'Enter a reason. Everyone with a ticket will see it.' }),
    ...(values.understood ? {} : { understood: 'Tick this box to confirm.' }),
  };
  if (Object.keys(errors).length > 0) {
    return {
      ...withMistakes(previous, values, errors),
      problem: 'The event has not been cancelled.',
    };
  }
  const reason = values.reason.trim();
  let answered: string | null;
  try {
    const event = await api<typeof cancelEventRoute>({
      method: 'POST',
      path: '/api/events/:id/cancel',
      params: { id },
      body: { reason },
    });
    answered = event.cancellationReason;
  } catch (error) {
    return withRefusal(previous, values, refusalOf(error));
  }
  if (answered !== null && words(answered) !== words(reason)) {
    return {
      ...withMistakes(previous, values, {}),
      problem: `Someone else has already cancelled this event, and their reason stays: ${answered}`,
    };
  }
  redirect(here);
}

/** The letters and digits of a text alone, because the API removes invisible characters. */
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu)?.join(' ');
