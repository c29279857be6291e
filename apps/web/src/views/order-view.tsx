import { Page } from '../components/layout/page';
import { OrderLines } from '../components/order/order-lines';
import { OrderOutcome } from '../components/order/order-outcome';
import { RefundTerms } from '../components/refund-terms';
import { asOrdered, EventNews } from '../components/ticket/event-news';
import { TicketStub } from '../components/ticket/ticket-stub';
import { Skeleton } from '../components/ui/skeleton';
import { formatDateTime } from '../lib/dates';
import type { OrderedEvent, OrderNews } from '../lib/load-order';
import type { Outcome } from '../lib/outcome';

/** An order and its outcome. */
export function OrderView({
  news: { order, tickets },
  outcome,
  event,
  locale,
}: {
  news: OrderNews;
  outcome: Outcome;
  /** Null while it cannot be read. */
  event: OrderedEvent | null;
  locale: string;
}) {
  const timeZone = event?.timeZone ?? 'UTC';
  // All tickets of an order are for one event and agree about it; a hold has none yet.
  const told = tickets[0]?.event ?? asOrdered(event, order);
  const expected = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  // They come newest first, and keep their numbers of the list of all tickets.
  const inOrder = [...tickets].reverse();
  const missing = outcome.kind === 'paid' ? outcome.expected - outcome.issued : 0;
  return (
    <Page>
      <OrderOutcome
        {...{ order, outcome, timeZone, locale }}
        isCancelled={told?.status === 'cancelled'}
      />
      {told && (
        <div className="mt-6 max-w-prose empty:hidden">
          <EventNews event={told} locale={locale} />
        </div>
      )}
      <div className="mt-12 grid grid-cols-1 gap-x-14 gap-y-12 lg:grid-cols-[minmax(0,1fr)_25rem]">
        {(tickets.length > 0 || missing > 0) && (
          <section aria-labelledby="tickets">
            <h2 id="tickets" className="mb-5 text-xl">
              Your tickets
            </h2>
            <ul className="space-y-5">
              {inOrder.map((ticket, index) => (
                <li key={ticket.id}>
                  {expected > 1 && (
                    <p className="figures mb-1 text-muted text-sm">
                      Ticket {index + 1} of {expected}
                    </p>
                  )}
                  <TicketStub ticket={ticket} locale={locale} heading="h3" withNews={false} />
                </li>
              ))}
              {Array.from({ length: missing }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: places for tickets to come, all alike
                <li key={index}>
                  <Skeleton className="h-36 w-full" />
                </li>
              ))}
            </ul>
          </section>
        )}
        <section aria-labelledby="order">
          <h2 id="order" className="mb-4 text-xl">
            Order
          </h2>
          <p className="mb-4">
            <a href={`/events/${order.eventId}`} className="text-link tap font-semibold">
              {order.eventTitle}
            </a>
            <span className="figures block text-muted text-sm">
              Placed {formatDateTime(order.placedAt, timeZone, locale)}
            </span>
          </p>
          <OrderLines order={order} locale={locale} />
          <RefundTerms
            terms={order.refundPolicy ?? event?.refundPolicy}
            event={event}
            className="mt-2"
          />
          <p className="figures mt-4 break-all text-muted text-xs">Order {order.id}</p>
        </section>
      </div>
    </Page>
  );
}
