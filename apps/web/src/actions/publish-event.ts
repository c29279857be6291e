'use server';

import type { publishEvent as publishEventRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Why the event is not public yet; empty before the first try. */
export type Obstacles = readonly string[];

/** Makes the event public, or says what is missing. */
export async function publishEvent(id: string, _: Obstacles): Promise<Obstacles> {
  const here = `/organiser/events/${id}`;
  try {
    await api<typeof publishEventRoute>({
      method: 'POST',
      path: '/api/events/:id/publish',
      params: { id },
    });
  } catch (error) {
    const { detail, errors } = refused(error, here);
    return errors.length > 0 ? errors.map(({ message }) => message) : [detail];
  }
  redirect(`${here}?published=1`);
}
