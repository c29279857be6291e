'use server';

import type {
  acceptInvitation as acceptInvitationRoute,
  declineInvitation as declineInvitationRoute,
} from '@onsale/contracts/catalog/http';
import { redirect } from 'next/navigation';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** Why the answer failed; empty before the first answer. */
export type AnswerProblem = string;

const pageOf = (token: string) => `/organiser/invitations/${token}`;

/** Joins the door staff and shows the invitation again, accepted or with the problem. */
export async function acceptInvitation(token: string, _: AnswerProblem): Promise<AnswerProblem> {
  try {
    await api<typeof acceptInvitationRoute>({
      method: 'POST',
      path: '/api/staff-invitations/:token/accept',
      params: { token },
    });
  } catch (error) {
    const refusal = refused(error, pageOf(token));
    if (refusal.status !== 404) return refusal.detail;
  }
  redirect(pageOf(token));
}

/** Declines an invitation. Does nothing when it no longer exists. */
export async function declineInvitation(token: string, _: AnswerProblem): Promise<AnswerProblem> {
  try {
    await api<typeof declineInvitationRoute>({
      method: 'POST',
      path: '/api/staff-invitations/:token/decline',
      params: { token },
    });
  } catch (error) {
    const refusal = refused(error, pageOf(token));
    if (refusal.status !== 404) return refusal.detail;
  }
  redirect(`${pageOf(token)}?declined=1`);
}
