import type { Payment, pay as payRoute } from '@onsale/contracts/payments/http';
import type { Caller } from './api/call';
import { ApiError } from './api/problem';
import { type CardInput, cardFields, checkCard, toCard } from './card';
import { answered, type FormState, freshForm, refusedForm } from './form-state';

/** The result of pressing "Pay". */
export type PayOutcome =
  /** The payment is under way. */
  | { readonly payment: Payment }
  /** Over, paid, under way or unknown: the order's page shows which. */
  | { readonly seeOrder: true }
  | { readonly signIn: true }
  | { readonly refused: FormState };

/** Seconds. Most cards are decided earlier; after this the order's page continues to wait. */
const decisionSeconds = 2;

/** Sends the card, and waits a little for the outcome. Keeps and logs nothing of the card. */
export async function pay(
  call: Caller,
  orderId: string,
  card: CardInput,
  previous: FormState = freshForm(),
): Promise<PayOutcome> {
  const errors = checkCard(card, new Date());
  if (Object.keys(errors).length > 0) return { refused: answered(previous, {}, { ...errors }) };
  try {
    const payment = await call<typeof payRoute>({
      method: 'POST',
      path: '/api/payments',
      headers: { prefer: `wait=${decisionSeconds}` },
      body: { orderId, card: toCard(card) },
    });
    return { payment };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return { signIn: true };
    const tell = error.status === 409 || (error.outcomeUnknown && error.code !== 'overloaded');
    if (tell) return { seeOrder: true };
    return { refused: refusedForm(previous, {}, withoutPrefix(error), cardFields) };
  }
}

/** The API calls the fields of the card `card.number` and the like. */
const withoutPrefix = ({ status, code, detail, errors }: ApiError) =>
  new ApiError(
    status,
    code,
    detail,
    errors.map(({ field, message }) => ({
      ...(field === undefined ? {} : { field: field.replace(/^card\./, '') }),
      message,
    })),
  );
