import type { Order } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { formatDateTime, formatTime } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { failureReasons, type Outcome, refundSentence } from '../../lib/outcome';
import { ButtonLink } from '../ui/button';

interface Telling {
  readonly title: string;
  readonly text: ReactNode;
  readonly actions?: ReactNode;
}

/** What became of the order, in words. Read out when it changes while the page is open. */
export function OrderOutcome({
  order,
  outcome,
  timeZone,
  locale,
}: {
  order: Order;
  outcome: Outcome;
  timeZone: string;
  locale: string;
}) {
  const { title, text, actions } = tell(order, outcome, timeZone, locale);
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

function tell(order: Order, outcome: Outcome, timeZone: string, locale: string): Telling {
  const amount = formatMoney(order.total, locale);
  const again = <ButtonLink href={`/events/${order.eventId}`}>Back to the event</ButtonLink>;
  switch (outcome.kind) {
    case 'paid':
      return {
        title: outcome.late ? 'Your payment came late, and the tickets are yours.' : 'You’re in.',
        text: (
          <>
            {outcome.late && (
              <p>
                We got your payment after the hold had ended. The tickets were still free, so they
                are yours.
              </p>
            )}
            {order.refunds.map((refund) => (
              <p key={refund.paymentId} className="figures">
                {refundSentence(refund.reason)} {formatMoney(refund.amount, locale)}{' '}
                {refund.refundedAt ? 'went' : 'goes'} back to your card.
              </p>
            ))}
            <p>
              {outcome.issued < outcome.expected
                ? 'Your tickets are being printed. They appear here in a moment.'
                : `${outcome.expected === 1 ? 'Your ticket is' : `Your ${outcome.expected} tickets are`} below. Show the code at the door, on paper or on the screen.`}
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
              The hold has ended meanwhile. When the payment arrives you get the tickets if they are
              still free, and otherwise your {amount} back.
            </p>
            <p>Please do not pay again. This page tells you as soon as it is known.</p>
          </>
        ) : (
          <p>
            Your bank has been asked for {amount}. Please do not pay again; this page tells you as
            soon as it is known.
          </p>
        ),
      };
    case 'payable':
      return {
        title: outcome.failure ? 'The payment did not work.' : 'Your tickets are held.',
        text: (
          <>
            {outcome.failure && <p>{failureReasons[outcome.failure]}</p>}
            <p className="figures">
              They stay yours until {formatTime(order.expiresAt, timeZone, locale)}, if you pay{' '}
              {amount} by then.
            </p>
          </>
        ),
        actions: (
          <ButtonLink kind="primary" href={`/checkout/${order.id}`}>
            {outcome.failure ? 'Pay again' : 'Pay now'}
          </ButtonLink>
        ),
      };
    case 'refund':
      return {
        title: outcome.refundedAt ? 'Your money is on its way back.' : 'You get your money back.',
        text: (
          <>
            <p>{refundSentence(outcome.reason)}</p>
            <p className="figures">
              {outcome.refundedAt
                ? `${amount} went back to your card on ${formatDateTime(outcome.refundedAt, timeZone, locale)}. Your bank may take some days to show it.`
                : `${amount} goes back to your card. Nothing is left for you to do.`}
            </p>
          </>
        ),
        actions: again,
      };
    case 'expired':
      return {
        title: 'The time to pay is over.',
        text: <p>Nothing was charged. The tickets are on sale again; you can pick new ones.</p>,
        actions: again,
      };
    case 'cancelled':
      return {
        title: 'You cancelled this order.',
        text: <p>Nothing was charged, and the tickets are on sale again.</p>,
        actions: again,
      };
  }
}
