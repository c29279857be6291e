import type { Order } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { formatDateTime, formatTime, zoneName } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { failureReasons, type Outcome, refundSentence } from '../../lib/outcome';
import { ButtonLink } from '../ui/button';

interface Telling {
  readonly title: string;
  readonly text: ReactNode;
  readonly actions?: ReactNode;
}

/** The outcome of the order in words. Read out when it changes while the page is open. */
export function OrderOutcome({
  order,
  outcome,
  timeZone,
  isCancelled,
  locale,
}: {
  order: Order;
  outcome: Outcome;
  timeZone: string;
  /** Whether the event is cancelled, which ends every hold. */
  isCancelled: boolean;
  locale: string;
}) {
  const hasEndedUnpaid = outcome.kind === 'cancelled' || outcome.kind === 'expired';
  const { title, text, actions } =
    isCancelled && hasEndedUnpaid ? holdEnded : tell(order, outcome, isCancelled, timeZone, locale);
  return (
    <header className="border-ink border-t-2 pt-6">
      <div aria-live="polite" aria-atomic="true">
        <h1 className="max-w-4xl text-2xl">{title}</h1>
        <div className="mt-4 max-w-prose text-muted [&>p+p]:mt-2">{text}</div>
      </div>
      {actions && <div className="mt-7 flex flex-wrap gap-3">{actions}</div>}
    </header>
  );
}

const holdEnded: Telling = {
  title: 'Your tickets are no longer held.',
  text: <p>You weren’t charged.</p>,
};

function tell(
  order: Order,
  outcome: Outcome,
  isCancelled: boolean,
  timeZone: string,
  locale: string,
): Telling {
  const amount = formatMoney(order.total, locale);
  const again = <ButtonLink href={`/events/${order.eventId}`}>Back to the event</ButtonLink>;
  switch (outcome.kind) {
    case 'paid':
      return {
        title: outcome.late
          ? 'Your payment arrived late, but the tickets are yours.'
          : 'You’re in.',
        text: (
          <>
            {outcome.late && (
              <p>
                Your payment reached us after your hold had expired. The tickets were still
                available, so they are yours.
              </p>
            )}
            {order.refunds.map((refund) => (
              <p key={refund.paymentId} className="figures">
                {refundSentence(refund.reason)} {formatMoney(refund.amount, locale)}{' '}
                {refund.refundedAt ? 'went' : 'will go'} back to your card.
              </p>
            ))}
            <p>
              {outcome.issued < outcome.expected
                ? 'Your tickets are on their way. They’ll appear here in a moment.'
                : `${outcome.expected === 1 ? 'Your ticket is' : `Your ${outcome.expected} tickets are`} below. Show the code at the door, on your phone or on paper.`}
            </p>
          </>
        ),
      };
    case 'processing':
      return {
        title: 'Your payment is being confirmed.',
        text: outcome.late ? (
          <>
            <p>
              Your hold has expired. When your payment arrives you’ll get the tickets if they are
              still available, or your {amount} back.
            </p>
            <p>Please don’t pay again. This page will update.</p>
          </>
        ) : (
          <p>
            We’re waiting for your bank to confirm {amount}. Please don’t pay again. This page will
            update.
          </p>
        ),
      };
    case 'payable':
      return {
        title: outcome.failure ? 'Your payment didn’t go through.' : 'Your tickets are held.',
        text: (
          <>
            {outcome.failure && <p>{failureReasons[outcome.failure]}</p>}
            <p className="figures">
              Your tickets are held until {formatTime(order.expiresAt, timeZone, locale)}{' '}
              {zoneName(order.expiresAt, timeZone, locale)}. Pay {amount} to keep them.
            </p>
          </>
        ),
        actions: (
          <ButtonLink kind="primary" href={`/checkout/${order.id}`}>
            {outcome.failure ? 'Try again' : 'Pay now'}
          </ButtonLink>
        ),
      };
    case 'refund':
      return {
        title: outcome.refundedAt ? 'Your refund is on its way.' : 'You’ll get a full refund.',
        text: (
          <>
            {/* The notice below says so, with the organiser’s reason. */}
            {!(isCancelled && outcome.reason === 'event_cancelled') && (
              <p>{refundSentence(outcome.reason)}</p>
            )}
            <p className="figures">
              {outcome.refundedAt
                ? `${amount} went back to your card on ${formatDateTime(outcome.refundedAt, timeZone, locale)}. Your bank may take a few days to show it.`
                : `${amount} will go back to your card. You don’t need to do anything.`}
            </p>
          </>
        ),
        actions: again,
      };
    case 'expired':
      return {
        title: 'Your hold has expired.',
        text: <p>Nothing was charged. The tickets are back on sale, so you can choose again.</p>,
        actions: again,
      };
    case 'cancelled':
      return {
        title: 'You cancelled this order.',
        text: <p>You weren’t charged, and the tickets are back on sale.</p>,
        actions: again,
      };
  }
}
