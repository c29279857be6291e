import type { Payment, pay as payRoute } from '@onsale/contracts/payments/http';
import type { Caller } from './api/call';
import { ApiError, fieldErrors } from './api/problem';
import { type CardInput, checkCard, toCard } from './card';
import type { FormState } from './form-state';

/** What came of pressing "Pay". */
export type PayOutcome =
  /** The payment is under way. */
  | { readonly payment: Payment }
  /** Over, paid, under way, or nobody knows: the order's page tells which. */
  | { readonly seeOrder: true }
  | { readonly signIn: true }
  | { readonly refused: FormState };

/** Sends the card on. Keeps and logs nothing of it. */
export async function pay(call: Caller, orderId: string, card: CardInput): Promise<PayOutcome> {
  const errors = checkCard(card, new Date());
  if (Object.keys(errors).length > 0) return { refused: { values: {}, errors: { ...errors } } };
  try {
    const payment = await call<typeof payRoute>({
      method: 'POST',
      path: '/api/payments',
      body: { orderId, card: toCard(card) },
    });
    return { payment };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return { signIn: true };
    const tell = error.status === 409 || (error.outcomeUnknown && error.code !== 'overloaded');
    if (tell) return { seeOrder: true };
    const byField = Object.entries(fieldErrors(error.errors)).map(([field, message]) => [
      field.replace(/^card\./, ''),
      message,
    ]);
    const problem = byField.length > 0 ? undefined : error.detail;
    return { refused: { values: {}, errors: Object.fromEntries(byField), problem } };
  }
}
