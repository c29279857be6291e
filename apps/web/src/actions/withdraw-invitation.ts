'use server';

import type { withdrawInvitation as withdrawInvitationRoute } from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Withdraws an invitation. Does nothing when it no longer exists. */
export async function withdrawInvitation(eventId: string, invitationId: string): Promise<void> {
  const here = `/organiser/events/${eventId}/staff`;
  try {
    await api<typeof withdrawInvitationRoute>({
      method: 'DELETE',
      path: '/api/events/:id/staff-invitations/:invitationId',
      params: { id: eventId, invitationId },
    });
  } catch (error) {
    const refusal = refused(error, here);
    if (refusal.status !== 404) throw refusal;
  }
  redirect(here);
}
