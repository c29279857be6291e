import type { Metadata } from 'next';
import { Page } from '../../../components/layout/page';
import { OrderLines } from '../../../components/order/order-lines';
import { OrderOutcome } from '../../../components/order/order-outcome';
import { OrderWatcher } from '../../../components/order/order-watcher';
import { TicketStub } from '../../../components/ticket/ticket-stub';
import { Link } from '../../../components/ui/link';
import { Skeleton } from '../../../components/ui/skeleton';
import { formatDateTime } from '../../../lib/dates';
import { isUnsettled, outcomeOf } from '../../../lib/outcome';
import type { PageProps } from '../../../lib/page-props';
import { readEventOf, readOrder, readPayments, readTicketsOf } from '../../../lib/read-order';
import { requestLocale } from '../../../lib/request';

export const metadata: Metadata = { title: 'Your order' };

/** What became of an order. Looks again by itself until it is known. */
export default async function OrderPage({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const order = await readOrder(id, `/orders/${id}`);
  const [payments, tickets, event, locale] = await Promise.all([
    readPayments(order.id),
    readTicketsOf(order.id),
    readEventOf(order.eventId),
    requestLocale(),
  ]);
  const outcome = outcomeOf(order, payments, tickets.length, Date.now());
  const missing = outcome.kind === 'paid' ? outcome.expected - outcome.issued : 0;
  const timeZone = event?.timeZone ?? 'UTC';

  return (
    <Page>
      <OrderWatcher unsettled={isUnsettled(outcome)} />
      <OrderOutcome order={order} outcome={outcome} timeZone={timeZone} locale={locale} />
      <div className="mt-12 grid gap-x-14 gap-y-12 lg:grid-cols-[minmax(0,1fr)_25rem]">
        {(tickets.length > 0 || missing > 0) && (
          <section aria-labelledby="tickets">
            <h2 id="tickets" className="mb-5 text-xl">
              Your tickets
            </h2>
            <ul className="space-y-5">
              {tickets.map((ticket) => (
                <li key={ticket.id}>
                  <TicketStub ticket={ticket} locale={locale} heading="h3" />
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
            <Link href={`/events/${order.eventId}`} className="text-link font-semibold">
              {order.eventTitle}
            </Link>
            <span className="figures block text-muted text-sm">
              Placed {formatDateTime(order.placedAt, timeZone, locale)}
            </span>
          </p>
          <OrderLines order={order} locale={locale} />
          <p className="figures mt-4 break-all text-muted text-xs">Order {order.id}</p>
        </section>
      </div>
    </Page>
  );
}
