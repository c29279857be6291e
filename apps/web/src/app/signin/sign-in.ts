'use server';

import type { signIn as signInRoute } from '@onsale/contracts/auth/http';
import { redirect } from 'next/navigation';
import { apiKeepingCookies } from '../../lib/api/server';
import { attempt, type FormState } from '../../lib/form-state';
import { safeNext } from '../../lib/safe-next';

/** Signs in and goes on to where the visitor came from. */
export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const email = String(form.get('email') ?? '').trim();
  const password = String(form.get('password') ?? '');
  const errors = {
    ...(email === '' ? { email: 'Type your e-mail address.' } : {}),
    ...(password === '' ? { password: 'Type your password.' } : {}),
  };
  if (Object.keys(errors).length > 0) return { values: { email }, errors };
  const result = await attempt(
    { email },
    apiKeepingCookies<typeof signInRoute>({
      method: 'POST',
      path: '/api/users/signin',
      body: { email, password },
    }),
  );
  if ('refused' in result) return result.refused;
  redirect(safeNext(form.get('next')));
}
