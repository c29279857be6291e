import { without } from '../facts.js';
import type { AsRead } from '../tolerance.js';
import type { PaymentState } from './messages.js';

/**
 * What happened to a payment. If the money arrives after all, a consumer that has missed `failed`
 * never gets that fact, and needs it no longer.
 */
export interface PaymentFact {
  readonly fact: 'failed' | 'captured' | 'refunded';
}

type FactsOfPayment = Pick<AsRead<PaymentState>, 'status'> &
  Partial<{ readonly capturedAt: unknown }>;

function factsOf({ status, capturedAt }: FactsOfPayment): PaymentFact[] {
  const facts: PaymentFact[] = [];
  if (status === 'failed') facts.push({ fact: 'failed' });
  if (status === 'captured' || status === 'refunded' || (capturedAt ?? null) !== null) {
    facts.push({ fact: 'captured' });
  }
  if (status === 'refunded') facts.push({ fact: 'refunded' });
  return facts;
}

/** What happened between two states of a payment; see `factsBetween` of orders. */
export const factsBetween = (
  before: FactsOfPayment | undefined,
  after: FactsOfPayment,
): PaymentFact[] => without(factsOf(after), before ? factsOf(before) : []);
