'use server';

import type { getEvent, updateEvent as updateEventRoute } from '@onsale/contracts/catalog/http';
import type { CurrentOf } from '@onsale/contracts/route';
import {
  eventLabels,
  eventValues,
  readEventForm,
  type SeenEvent,
  seenEvent,
} from '../components/organiser/editor/event-form';
import {
  changedByOthers,
  changedFields,
  readSeen,
  settle,
} from '../components/organiser/editor/meanwhile';
import { outdatedForm, withMistakes, withRefusal } from '../components/organiser/editor/refusals';
import {
  noteOfOthers,
  withClashes,
  withQuestions,
  withRefusalOf,
} from '../components/organiser/editor/saved-elsewhere';
import type { ApiError } from '../lib/api/problem';
import { api } from '../lib/api/server';
import { answered, type FormState } from '../lib/form-state';
import { refusalOf } from './refused';
import { uploadPoster } from './upload-poster';

/** Saves the fields changed in the editor of the event `id`, and no others. */
export async function updateEvent(
  id: string,
  previous: FormState,
  data: FormData,
): Promise<FormState> {
  const seen = readSeen<SeenEvent>(data);
  if (!seen) return outdatedForm(previous);
  const undecided = settle(data, eventValues(seen));
  const image = await uploadPoster(data);
  const read = readEventForm(data, seen);
  if (undecided.length > 0) {
    return withQuestions(previous, read.values, eventValues(seen), undecided, seen);
  }
  const errors = { ...('errors' in read ? read.errors : {}), ...(image ? { image } : {}) };
  if (!('body' in read) || image) return withMistakes(previous, read.values, errors);
  const was = eventValues(seen);
  const showing = (event: SeenEvent) => ({
    typed: read.values,
    seen: was,
    now: eventValues(event),
    nowSeen: event,
    labels: eventLabels,
  });
  try {
    const event = await api<typeof updateEventRoute>({
      method: 'PATCH',
      path: '/api/events/:id',
      params: { id },
      body: { version: seen.version, ...changedFields(read.body, seen) },
    });
    const values = eventValues(event);
    return {
      ...answered(previous, values, {}),
      saved: true,
      note: noteOfOthers(changedByOthers(read.values, was, values), eventLabels),
      seen: JSON.stringify(seenEvent(event)),
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'changed_meanwhile') {
      const now = refusal.current as CurrentOf<typeof updateEventRoute>;
      return withClashes(previous, showing(seenEvent(now)), refusal);
    }
    const now = await eventNow(id, refusal);
    return now
      ? withRefusalOf(previous, showing(seenEvent(now)), refusal)
      : withRefusal(previous, read.values, refusal);
  }
}

/** The current event: the API may have refused a contradiction to someone else's change. */
async function eventNow(id: string, { status }: ApiError) {
  if (status !== 400) return undefined;
  return api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } }).catch(
    () => undefined,
  );
}
