import type { Account, currentUser } from '@onsale/contracts/auth/http';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { ApiError } from './api/problem';
import { api } from './api/server';
import { signInWithReason } from './plain';

/** The signed-in account, requested once per page; null when nobody is. @throws ApiError */
const currentAccount = cache(async (): Promise<Account | null> => {
  const { account } = await api<typeof currentUser>({
    method: 'GET',
    path: '/api/users/currentuser',
  });
  return account;
});

/** For the header: a page is shown even while accounts are unavailable. */
export async function accountIfKnown(): Promise<Account | null> {
  return currentAccount().catch((error: unknown) => {
    if (error instanceof ApiError) return null;
    throw error;
  });
}

/** The signed-in account; other visitors go to the sign-in page and return to `path`. */
export async function requireAccount(path: string): Promise<Account> {
  const account = await currentAccount();
  if (!account) redirect(signInWithReason(path));
  return account;
}
