'use server';

import type { cancelEvent as cancelEventRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import {
  type EditorState,
  withMistakes,
  withRefusal,
} from '../components/organiser/editor/form-state';
import { api } from '../lib/api/server';
import { refusalOf } from './refused';

/** Calls the event off. There is no way back, so it needs a reason and a tick. */
export async function cancelEvent(
  id: string,
  previous: EditorState,
  data: FormData,
): Promise<EditorState> {
  const here = `/organiser/events/${id}`;
  const values = {
    reason: String(data.get('reason') ?? ''),
    understood: String(data.get('understood') ?? ''),
  };
  const errors = {
    ...(values.reason.trim() ? {} : { reason: 'Say why: everyone with a ticket will read it.' }),
    ...(values.understood
      ? {}
      : { understood: 'Tick this, so that it does not happen by accident.' }),
  };
  if (Object.keys(errors).length > 0) {
    return { ...withMistakes(previous, values, errors), message: 'The event is not cancelled.' };
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
      message: `Someone else has called it off already, and their reason stays: ${answered}`,
    };
  }
  redirect(here);
}

/** The API cleans texts of what nobody sees. */
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu)?.join(' ');
