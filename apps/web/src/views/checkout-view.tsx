import type { Order } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { Page } from '../components/layout/page';
import { OrderLines } from '../components/order/order-lines';
import { SandboxCards } from '../components/order/sandbox-cards';
import { RefundTerms } from '../components/refund-terms';
import { asOrdered, EventNews } from '../components/ticket/event-news';
import { Notice } from '../components/ui/notice';
import { formatDate, formatTime } from '../lib/dates';
import type { OrderedEvent } from '../lib/load-order';
import { failureReasons, type Outcome } from '../lib/outcome';

/** The page where a held order is paid. */
export function CheckoutView({
  order,
  event,
  failure,
  locale,
  clock,
  card,
  cancel,
}: {
  order: Order;
  event: OrderedEvent | null;
  failure: Extract<Outcome, { kind: 'payable' }>['failure'];
  locale: string;
  /** How long the tickets are still held. */
  clock: ReactNode;
  /** The card form. */
  card: ReactNode;
  /** The form that cancels the order. */
  cancel: ReactNode;
}) {
  const told = asOrdered(event, order);
  return (
    <Page>
      <header className="mb-10 border-ink border-t-2 pt-4">
        {clock}
        <h1 className="mt-6 text-2xl">Pay for your tickets</h1>
        <div role="status" className="mt-6 max-w-prose empty:mt-0">
          {told && <EventNews event={told} locale={locale} />}
        </div>
      </header>
      <div className="grid grid-cols-1 gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <section aria-labelledby="order" className="lg:col-start-2">
          <h2 id="order" className="mb-4 text-xl">
            Your order
          </h2>
          <p className="wrap-anywhere font-semibold">{order.eventTitle}</p>
          {event && (
            <p className="figures mb-4 text-muted text-sm">
              {formatDate(event.startsAt, event.timeZone, locale)},{' '}
              {formatTime(event.startsAt, event.timeZone, locale)}, <bdi>{event.venueName}</bdi>
            </p>
          )}
          <OrderLines order={order} locale={locale} />
          <RefundTerms
            terms={order.refundPolicy ?? event?.refundPolicy}
            event={event}
            className="mt-2"
          />
        </section>
        <section aria-labelledby="card" className="max-w-xl lg:col-start-1 lg:row-start-1">
          <h2 id="card" className="mb-5 text-xl">
            Card
          </h2>
          {failure && (
            <div data-answer tabIndex={-1} className="mb-6 scroll-mt-4 outline-none">
              <Notice kind="bad" title="Your last payment didn’t go through.">
                <p>{failureReasons[failure]}</p>
              </Notice>
            </div>
          )}
          {card}
          <SandboxCards />
          {cancel}
        </section>
      </div>
    </Page>
  );
}
