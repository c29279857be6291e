import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Page } from '../../../components/layout/page';
import { CancelOrder } from '../../../components/order/cancel-order';
import { CardForm } from '../../../components/order/card-form';
import { HoldClock } from '../../../components/order/hold-clock';
import { OrderLines } from '../../../components/order/order-lines';
import { SandboxCards } from '../../../components/order/sandbox-cards';
import { Notice } from '../../../components/ui/notice';
import { formatDate, formatTime } from '../../../lib/dates';
import { formatMoney } from '../../../lib/money';
import { failureReasons, outcomeOf } from '../../../lib/outcome';
import type { PageProps } from '../../../lib/page-props';
import { readEventOf, readOrder, readPayments } from '../../../lib/read-order';
import { requestLocale } from '../../../lib/request';
import { cancelOrder } from './cancel-order';
import { pay } from './pay';

export const metadata: Metadata = { title: 'Checkout' };

/** Where a held order is paid. Anything else that may have become of it is told at `/orders/:id`. */
export default async function CheckoutPage({ params }: PageProps<{ orderId: string }>) {
  const { orderId } = await params;
  const order = await readOrder(orderId, `/checkout/${orderId}`);
  const [payments, event, locale] = await Promise.all([
    readPayments(order.id),
    readEventOf(order.eventId),
    requestLocale(),
  ]);
  const nowMs = Date.now();
  const outcome = outcomeOf(order, payments, 0, nowMs);
  if (outcome.kind !== 'payable') redirect(`/orders/${order.id}`);

  return (
    <Page>
      <header className="mb-10 border-ink border-t-2 pt-4">
        <HoldClock
          orderId={order.id}
          expiresAtMs={Date.parse(order.expiresAt)}
          madeAtMs={nowMs}
          until={formatTime(order.expiresAt, event?.timeZone ?? 'UTC', locale)}
        />
        <h1 className="mt-6 text-2xl">Pay for your tickets</h1>
      </header>
      <div className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <section aria-labelledby="card" className="max-w-xl">
          <h2 id="card" className="mb-5 text-xl">
            Card
          </h2>
          {outcome.failure && (
            <Notice kind="bad" title="The last payment did not work." className="mb-6">
              <p>{failureReasons[outcome.failure]}</p>
            </Notice>
          )}
          <CardForm action={pay.bind(null, order.id)} total={formatMoney(order.total, locale)} />
          <SandboxCards />
        </section>
        <section aria-labelledby="order" className="lg:order-none">
          <h2 id="order" className="mb-4 text-xl">
            Your order
          </h2>
          <p className="font-semibold">{order.eventTitle}</p>
          {event && (
            <p className="figures mb-4 text-muted text-sm">
              {formatDate(event.startsAt, event.timeZone, locale)},{' '}
              {formatTime(event.startsAt, event.timeZone, locale)}, {event.venueName}
            </p>
          )}
          <OrderLines order={order} locale={locale} />
          <CancelOrder action={cancelOrder.bind(null, order.id)} />
        </section>
      </div>
    </Page>
  );
}
