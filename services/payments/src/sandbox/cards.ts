import type { Card } from '@onsale/contracts/payments/http';
import type { FailureCode } from '@onsale/contracts/payments/messages';

/** The outcome of a charge, and when it settles. */
export type Verdict = { readonly settlesAt: Date } & (
  | { readonly outcome: 'captured'; readonly failureCode: null }
  | { readonly outcome: 'failed'; readonly failureCode: FailureCode }
);

/** The documented test numbers. */
const testCards = {
  success: '4242424242424242',
  declined: '4000000000000002',
  /** Captured after `slowMs`. */
  slow: '4000000000003220',
  /** Captured `lateMs` after the order has expired. */
  late: '4000000000009995',
} as const;

export const isTestCard = ({ number }: Card): boolean =>
  (Object.values(testCards) as string[]).includes(number.replaceAll(' ', ''));

const slowMs = 5_000;
const lateMs = 2_000;

/** Decides the outcome of a charge by its card number, as documented. */
export function judge(card: Card, now: Date, expiresAt: Date): Verdict {
  const failed = (failureCode: FailureCode): Verdict => ({
    outcome: 'failed',
    failureCode,
    settlesAt: now,
  });
  const captured = (settlesAt: Date): Verdict => ({
    outcome: 'captured',
    failureCode: null,
    settlesAt,
  });
  if (isOver(card.expiry, now)) return failed('card_invalid');
  switch (card.number.replaceAll(' ', '')) {
    case testCards.success:
      return captured(now);
    case testCards.declined:
      return failed('card_declined');
    case testCards.slow:
      return captured(new Date(now.getTime() + slowMs));
    case testCards.late:
      return captured(new Date(Math.max(now.getTime(), expiresAt.getTime() + lateMs)));
    default:
      return failed('card_invalid');
  }
}

/**
 * Whether a card has expired; it is valid until the end of the printed month.
 * @param expiry `MM/YY`
 */
function isOver(expiry: string, now: Date): boolean {
  const [month, year] = expiry.split('/').map(Number);
  return Number(now) >= Date.UTC(2000 + Number(year), Number(month), 1);
}
