'use server';

import type { pay as payRoute } from '@onsale/contracts/payments/http';
import { redirect } from 'next/navigation';
import { api } from '../../../lib/api/server';
import { checkCard, toCard } from '../../../lib/card';
import { attempt, type FormState } from '../../../lib/form-state';
import { signInPath } from '../../../lib/safe-next';

/** Sends the card on and goes to where the outcome is told. Keeps and logs nothing of the card. */
export async function pay(orderId: string, _before: FormState, form: FormData): Promise<FormState> {
  const card = {
    number: String(form.get('number') ?? ''),
    expiry: String(form.get('expiry') ?? ''),
    cvc: String(form.get('cvc') ?? ''),
  };
  const values = {};
  const errors = checkCard(card, new Date());
  if (Object.keys(errors).length > 0) return { values, errors: errors as Record<string, string> };
  const result = await attempt(
    values,
    api<typeof payRoute>({
      method: 'POST',
      path: '/api/payments',
      body: { orderId, card: toCard(card) },
    }),
  );
  if ('refused' in result) {
    const { error, refused } = result;
    if (error.status === 401) redirect(signInPath(`/checkout/${orderId}`));
    // Over, paid, under way, or nobody knows: the order's page tells which.
    const told = error.status === 409 || (error.outcomeUnknown && error.code !== 'overloaded');
    if (told) redirect(`/orders/${orderId}`);
    const byField = Object.entries(refused.errors).map(([field, message]) => [
      field.replace(/^card\./, ''),
      message,
    ]);
    return { ...refused, errors: Object.fromEntries(byField) };
  }
  redirect(`/orders/${orderId}`);
}
