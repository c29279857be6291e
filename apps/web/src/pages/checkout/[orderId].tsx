import type { EventListing } from '@onsale/contracts/catalog/http';
import type { cancelOrder, Order } from '@onsale/contracts/orders/http';
import { PublicPage } from '../../components/layout/public-page';
import { Shell } from '../../components/layout/shell';
import { CancelOrder, cancelField } from '../../components/order/cancel-order';
import { CardFields } from '../../components/order/card-fields';
import { HoldClock } from '../../components/order/hold-clock';
import type { Caller } from '../../lib/api/call';
import { ApiError } from '../../lib/api/problem';
import { formatTime, zoneName } from '../../lib/dates';
import { type FormState, freshForm } from '../../lib/form-state';
import { loadEvent, loadOrderNews } from '../../lib/load-order';
import { formatMoney } from '../../lib/money';
import { type Outcome, outcomeOf } from '../../lib/outcome';
import { goTo, shellOr } from '../../lib/page-data';
import { pay } from '../../lib/pay';
import { plain, plainSignIn } from '../../lib/plain';
import { siteLocale } from '../../lib/site-locale';
import { CheckoutView } from '../../views/checkout-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly order: Order;
  readonly event: EventListing | null;
  readonly failure: Extract<Outcome, { kind: 'payable' }>['failure'];
  readonly state: FormState;
}

export const getServerSideProps = shellOr<Props>(async ({ call, form, params }) => {
  const id = params.orderId ?? '';
  const here = `/checkout/${id}`;
  const told = goTo(plain(`/orders/${id}`));
  if (form?.has(cancelField)) {
    await giveBack(call, id);
    return told;
  }
  let state = freshForm();
  if (form) {
    const read = (name: string) => form.get(name) ?? '';
    const card = { number: read('number'), expiry: read('expiry'), cvc: read('cvc') };
    const outcome = await pay(call, id, card);
    if ('signIn' in outcome) return goTo(plainSignIn(here));
    if (!('refused' in outcome)) return told;
    state = outcome.refused;
  }
  const { order, payments } = await loadOrderNews(call, id);
  const outcome = outcomeOf(order, payments, 0, Date.now());
  if (outcome.kind !== 'payable') return told;
  const event = await loadEvent(call, order.eventId);
  return { props: { order, event, failure: outcome.failure, state } };
});

/** Cancels the order. Its page shows the outcome, whatever happened in between. */
async function giveBack(call: Caller, id: string): Promise<void> {
  try {
    const params = { id };
    await call<typeof cancelOrder>({ method: 'DELETE', path: '/api/orders/:id', params });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}

export default function CheckoutPage(props: Props | Record<string, never>) {
  const locale = siteLocale();
  if (!('order' in props)) {
    return (
      <PublicPage title="Checkout" script="personal">
        <Shell name="checkout" width="wide" />
      </PublicPage>
    );
  }
  const { order, event, failure, state } = props as Props;
  const timeZone = event?.timeZone ?? 'UTC';
  const until = `${formatTime(order.expiresAt, timeZone, locale)} ${zoneName(order.expiresAt, timeZone, locale)}`;
  return (
    <PublicPage title={event ? `Checkout: ${event.title}` : 'Checkout'}>
      <CheckoutView
        {...{ order, event, failure, locale }}
        clock={<HoldClock until={until} />}
        card={<CardFields total={formatMoney(order.total, locale)} state={state} />}
        cancel={<CancelOrder />}
      />
    </PublicPage>
  );
}
