'use server';

import type { createEvent as createEventRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { readEventForm } from '../components/organiser/editor/event-form';
import { withMistakes, withRefusal } from '../components/organiser/editor/refusals';
import { api } from '../lib/api/server';
import type { FormState } from '../lib/form-state';
import { refusalOf } from './refused';
import { uploadPoster } from './upload-poster';

/** Creates a draft and opens its ticket types. */
export async function createEvent(previous: FormState, data: FormData): Promise<FormState> {
  let id: string;
  const image = await uploadPoster(data);
  const read = readEventForm(data);
  const errors = { ...('errors' in read ? read.errors : {}), ...(image ? { image } : {}) };
  if (!('body' in read) || image) return withMistakes(previous, read.values, errors);
  try {
    const event = await api<typeof createEventRoute>({
      method: 'POST',
      path: '/api/events',
      body: withoutBlanks(read.body),
    });
    id = event.id;
  } catch (error) {
    return withRefusal(previous, read.values, refusalOf(error));
  }
  redirect(`/organiser/events/${id}/tickets?created=1`);
}

/**
 * The API treats a missing field as blank. During an update the previous version of `catalog` may
 * answer, which refuses fields that it does not know.
 */
const withoutBlanks = <T extends object>(body: T): T =>
  Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== ''),
  ) as T;
