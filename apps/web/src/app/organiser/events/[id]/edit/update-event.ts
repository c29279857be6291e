'use server';

import type { updateEvent as updateEventRoute } from '@onsale/contracts/catalog/http';
import { eventValues, readEventForm } from '../../../../../components/organiser/editor/event-form';
import {
  type EditorState,
  withMistakes,
  withRefusal,
} from '../../../../../components/organiser/editor/form-state';
import { api } from '../../../../../lib/api/server';
import { ownEvent } from '../../../own-event';
import { refused } from '../../../refused';
import { uploadPoster } from '../../upload-poster';

/** Saves the editor of the event `id`. */
export async function updateEvent(
  id: string,
  previous: EditorState,
  data: FormData,
): Promise<EditorState> {
  const here = `/organiser/events/${id}/edit`;
  const before = await ownEvent(id, here);
  const image = await uploadPoster(data);
  const read = readEventForm(data, before);
  const errors = { ...('errors' in read ? read.errors : {}), ...(image ? { image } : {}) };
  if (!('body' in read) || image) return withMistakes(previous, read.values, errors);
  const { currency, ...rest } = read.body;
  try {
    const event = await api<typeof updateEventRoute>({
      method: 'PATCH',
      path: '/api/events/:id',
      params: { id },
      body: currency === before.currency ? rest : read.body,
    });
    return {
      values: eventValues(event),
      errors: {},
      saved: true,
      attempt: previous.attempt + 1,
    };
  } catch (error) {
    return withRefusal(previous, read.values, refused(error, here));
  }
}
