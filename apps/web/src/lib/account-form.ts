import type { signIn, signUp } from '@onsale/contracts/auth/http';
import type { Caller } from './api/call';
import { looksLikeEmail } from './email';
import { answered, type FormState, orRefused, refusedForm } from './form-state';

export type AccountFormKind = 'signin' | 'signup';

const shortestPassword = 10;

/** Signs in or up. @returns the form with the refusal; undefined on success */
export function sendAccountForm(
  kind: AccountFormKind,
  call: Caller,
  form: FormData | URLSearchParams,
  previous: FormState,
): Promise<FormState | undefined> {
  const read = (name: string) => String(form.get(name) ?? '');
  const typed: Typed = {
    name: read('name').trim(),
    email: read('email').trim(),
    password: read('password'),
  };
  return (kind === 'signin' ? sendSignIn : sendSignUp)(call, typed, previous);
}

interface Typed {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

async function sendSignIn(
  call: Caller,
  { email, password }: Typed,
  previous: FormState,
): Promise<FormState | undefined> {
  const errors = {
    ...(email === '' ? { email: 'Enter your email address.' } : {}),
    ...(password === '' ? { password: 'Enter your password.' } : {}),
  };
  if (Object.keys(errors).length > 0) return answered(previous, { email }, errors);
  const sent = await orRefused(
    call<typeof signIn>({ method: 'POST', path: '/api/users/signin', body: { email, password } }),
  );
  if ('answer' in sent) return undefined;
  return refusedForm(previous, { email }, sent.refusal, ['email', 'password']);
}

async function sendSignUp(
  call: Caller,
  typed: Typed,
  previous: FormState,
): Promise<FormState | undefined> {
  const { name, email, password } = typed;
  const values = { name, email };
  const errors = {
    ...(name === '' ? { name: 'Enter your name as it should appear on your tickets.' } : {}),
    ...(looksLikeEmail(email) ? {} : { email: 'Enter an email address, like name@example.org.' }),
    ...(password.length >= shortestPassword
      ? {}
      : { password: `Choose at least ${shortestPassword} characters.` }),
  };
  if (Object.keys(errors).length > 0) return answered(previous, values, errors);
  const sent = await orRefused(
    call<typeof signUp>({ method: 'POST', path: '/api/users/signup', body: typed }),
  );
  if ('answer' in sent) return undefined;
  const { refusal } = sent;
  return refusal.code === 'email_taken'
    ? answered(previous, values, { email: refusal.detail })
    : refusedForm(previous, values, refusal, ['name', 'email', 'password']);
}
