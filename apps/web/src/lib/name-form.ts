import type { Account, currentUser, updateAccount } from '@onsale/contracts/auth/http';
import type { Caller } from './api/call';
import { answered, type FormState, freshForm, orRefused, refusedForm } from './form-state';
import { signInPath } from './safe-next';

export const nameForm = ({ id, name }: Account): FormState => freshForm({ account: id, name });

/**
 * Changes the name of the form's `account`, if that is still who is signed in, to its `name`.
 * @returns the form after its answer
 */
export async function sendNameForm(
  call: Caller,
  form: FormData | URLSearchParams,
  previous: FormState,
): Promise<FormState> {
  const name = String(form.get('name') ?? '').trim();
  const values = { account: String(form.get('account') ?? ''), name };
  if (name === '') {
    return answered(previous, values, {
      name: 'Enter your name as it should appear on your tickets.',
    });
  }
  const path = '/api/users/currentuser';
  const { account } = await call<typeof currentUser>({ method: 'GET', path });
  const unsent = (problem: string) => ({ ...answered(previous, values, {}), problem });
  if (!account) return { ...unsent('Your session has ended.'), signIn: signInPath('/account') };
  if (account.id !== values.account) {
    return unsent(
      'You’re signed in to another account now. Open this page again to change its name.',
    );
  }
  const sent = await orRefused(
    call<typeof updateAccount>({
      method: 'PATCH',
      path,
      body: { name },
    }),
  );
  if ('refusal' in sent) return refusedForm(previous, values, sent.refusal);
  return { ...answered(previous, { ...values, name: sent.answer.name }, {}), saved: true };
}
