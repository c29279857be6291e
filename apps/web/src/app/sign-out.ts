'use server';

import type { signOut as signOutRoute } from '@onsale/contracts/auth/http';
import { redirect } from 'next/navigation';
import { apiKeepingCookies } from '../lib/api/server';

/** Ends the session everywhere and goes home. */
export async function signOut(): Promise<void> {
  await apiKeepingCookies<typeof signOutRoute>({ method: 'POST', path: '/api/users/signout' });
  redirect('/');
}
