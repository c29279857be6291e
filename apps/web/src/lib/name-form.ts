import type { Account, updateAccount } from '@onsale/contracts/auth/http';
import type { Caller } from './api/call';
import { answered, type FormState, freshForm, orRefused, refusedForm } from './form-state';

export const nameForm = ({ name }: Account): FormState => freshForm({ name });

/** Changes the name of the account to the form's `name`. @returns the form after its answer */
export async function sendNameForm(
  call: Caller,
  form: FormData | URLSearchParams,
  previous: FormState,
): Promise<FormState> {
  const values = { name: String(form.get('name') ?? '').trim() };
  if (values.name === '') {
    return answered(previous, values, {
      name: 'Enter your name as it should appear on your tickets.',
    });
  }
  const sent = await orRefused(
    call<typeof updateAccount>({
      method: 'PATCH',
      path: '/api/users/currentuser',
      body: values,
    }),
  );
  if ('refusal' in sent) return refusedForm(previous, values, sent.refusal);
  return { ...answered(previous, { name: sent.answer.name }, {}), saved: true };
}
