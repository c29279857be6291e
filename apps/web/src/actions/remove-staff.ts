'use server';

import type { removeStaff as removeStaffRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Removes an account from the door staff. Does nothing when it has already gone. */
export async function removeStaff(eventId: string, accountId: string): Promise<void> {
  const here = `/organiser/events/${eventId}/staff`;
  try {
    await api<typeof removeStaffRoute>({
      method: 'DELETE',
      path: '/api/events/:id/staff/:accountId',
      params: { id: eventId, accountId },
    });
  } catch (error) {
    const refusal = refused(error, here);
    if (refusal.status !== 404) throw refusal;
  }
  redirect(here);
}
