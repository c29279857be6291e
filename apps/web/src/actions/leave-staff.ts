'use server';

import type { leaveStaff as leaveStaffRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Leaves the door staff of an event. Does nothing for someone who has already left. */
export async function leaveStaff(eventId: string): Promise<void> {
  try {
    await api<typeof leaveStaffRoute>({
      method: 'POST',
      path: '/api/events/:id/leave',
      params: { id: eventId },
    });
  } catch (error) {
    const refusal = refused(error, `/organiser/events/${eventId}/leave`);
    if (refusal.status !== 404) throw refusal;
  }
  redirect('/organiser');
}
