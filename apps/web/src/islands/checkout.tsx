import type { cancelOrder, Order } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { useEffect, useState } from 'react';
import { CancelOrder } from '../components/order/cancel-order';
import { CardForm } from '../components/order/card-form';
import { HoldClock } from '../components/order/hold-clock';
import { Countdown } from '../components/ui/countdown';
import { browserApi } from '../lib/api/browser';
import { ApiError } from '../lib/api/problem';
import type { CardInput } from '../lib/card';
import type { FormState } from '../lib/form-state';
import { loadOrderNews, type OrderedEvent, type OrderNews } from '../lib/load-order';
import { formatMoney } from '../lib/money';
import { outcomeOf } from '../lib/outcome';
import { pay } from '../lib/pay';
import { signInPath } from '../lib/safe-next';
import { serverNow } from '../lib/server-clock';
import { siteLocale } from '../lib/site-locale';
import { useServerTime } from '../lib/use-server-time';
import { CheckoutView } from '../views/checkout-view';
import { Loading } from './loading';
import { show } from './mount';
import { OrderPage } from './order-page';
import { useEvent } from './use-event';
import { useLoaded } from './use-loaded';
import { useLookAgain } from './use-look-again';
import { useTitle } from './use-title';

/** The checkout of an order. @param held from the hold, or @param news with its payments */
export function Checkout({
  id,
  held,
  news,
  knownEvent = null,
}: {
  id: string;
  held?: Order;
  news?: OrderNews;
  knownEvent?: OrderedEvent | null;
}) {
  const known = news ?? (held && { order: held, payments: [], tickets: [] });
  const loaded = useLoaded(() => loadOrderNews(browserApi, id), known);
  if (!('value' in loaded)) return <Loading {...loaded} width="wide" />;
  return <Payable news={loaded.value} reload={loaded.reload} knownEvent={knownEvent} />;
}

const cancelledLookMs = 2_000;

/** Returns to the checkout, with the clock and the problem beside the form. */
function onDeclined(news: OrderNews, event: OrderedEvent | null): void {
  const { id } = news.order;
  const page = <Checkout id={id} news={news} knownEvent={event} />;
  show(`/checkout/${id}`, 'Checkout', page, { instead: true });
}

function Payable({
  news,
  reload,
  knownEvent,
}: {
  news: OrderNews;
  reload: () => void;
  knownEvent: OrderedEvent | null;
}) {
  const { order } = news;
  const nowMs = useServerTime(serverNow());
  const event = useEvent(order.eventId, knownEvent);
  useTitle(event ? `Checkout: ${isolate(event.title)}` : undefined);
  const [cancelling, setCancelling] = useState(false);
  const locale = siteLocale();
  const outcome = outcomeOf(order, news.payments, 0, nowMs);
  const isPayable = outcome.kind === 'payable';

  useEffect(() => {
    if (!isPayable) location.replace(`/orders/${order.id}`);
  }, [isPayable, order.id]);
  const failure = isPayable ? outcome.failure : null;
  useEffect(() => {
    if (failure) document.querySelector<HTMLElement>('#content [data-answer]')?.focus();
  }, [failure]);
  // Another tab may have paid or cancelled, or the organiser cancelled or moved the event.
  useLookAgain(reload);
  const isCancelled = event?.status === 'cancelled';
  useEffect(() => {
    if (!isCancelled) return;
    // The event's orders end a moment later, and so does this page.
    const timer = setInterval(reload, cancelledLookMs);
    return () => clearInterval(timer);
  }, [isCancelled, reload]);

  async function send(card: CardInput, previous: FormState): Promise<FormState | undefined> {
    const sent = await pay(browserApi, order.id, card, previous);
    if ('refused' in sent) return sent.refused;
    if ('signIn' in sent) location.assign(signInPath(`/checkout/${order.id}`));
    else {
      // While the outcome of the payment is unknown, this page asks.
      const known = 'payment' in sent ? { known: order, payments: [sent.payment] } : {};
      const page = (
        <OrderPage id={order.id} {...known} knownEvent={event} onDeclined={onDeclined} />
      );
      show(`/orders/${order.id}`, 'Your order', page, { instead: true });
    }
    return undefined;
  }
  async function cancel(): Promise<void> {
    if (cancelling) return;
    setCancelling(true);
    try {
      const params = { id: order.id };
      await browserApi<typeof cancelOrder>({ method: 'DELETE', path: '/api/orders/:id', params });
    } catch (error) {
      // The order's page shows the outcome, whatever happened in between.
      if (!(error instanceof ApiError)) throw error;
    }
    location.assign(`/orders/${order.id}`);
  }

  return (
    <CheckoutView
      {...{ order, event, locale }}
      failure={failure}
      clock={
        <HoldClock over={!isPayable}>
          <Countdown label="Time left to pay" untilMs={Date.parse(order.expiresAt)} nowMs={nowMs} />
        </HoldClock>
      }
      card={<CardForm total={formatMoney(order.total, locale)} onPay={send} />}
      cancel={<CancelOrder onCancel={() => void cancel()} cancelling={cancelling} />}
    />
  );
}
