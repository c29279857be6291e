'use server';

import type { copyEvent as copyEventRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Why the event was not copied; empty before the first try. */
export type CopyProblem = string;

/** Makes a draft from the event `id` and opens its editor. */
export async function copyEvent(id: string, _: CopyProblem): Promise<CopyProblem> {
  let copyId: string;
  try {
    const copy = await api<typeof copyEventRoute>({
      method: 'POST',
      path: '/api/events/:id/copy',
      params: { id },
    });
    copyId = copy.id;
  } catch (error) {
    return refused(error, '/organiser').detail;
  }
  redirect(`/organiser/events/${copyId}/edit?copied=1`);
}
