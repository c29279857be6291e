'use server';

import type { signUp as signUpRoute } from '@onsale/contracts/auth/http';
import { redirect } from 'next/navigation';
import { apiKeepingCookies } from '../../lib/api/server';
import { looksLikeEmail } from '../../lib/email';
import { attempt, type FormState } from '../../lib/form-state';
import { safeNext } from '../../lib/safe-next';

const shortestPassword = 10;

/** Creates an account, signs in, and goes on to where the visitor came from. */
export async function signUp(_before: FormState, form: FormData): Promise<FormState> {
  const name = String(form.get('name') ?? '').trim();
  const email = String(form.get('email') ?? '').trim();
  const password = String(form.get('password') ?? '');
  const values = { name, email };
  const errors = {
    ...(name === '' ? { name: 'Type your name, as it will stand on your tickets.' } : {}),
    ...(looksLikeEmail(email) ? {} : { email: 'Type an e-mail address, like name@example.org.' }),
    ...(password.length >= shortestPassword
      ? {}
      : { password: `Choose at least ${shortestPassword} characters.` }),
  };
  if (Object.keys(errors).length > 0) return { values, errors };
  const result = await attempt(
    values,
    apiKeepingCookies<typeof signUpRoute>({
      method: 'POST',
      path: '/api/users/signup',
      body: { name, email, password },
    }),
  );
  if ('answer' in result) redirect(safeNext(form.get('next')));
  if (result.error.code === 'email_taken') {
    return { values, errors: { email: result.error.detail } };
  }
  return result.refused;
}
