import type { EventListing } from '@onsale/contracts/catalog/http';
import Head from 'next/head';
import { PublicPage } from '../../components/layout/public-page';
import { Shell } from '../../components/layout/shell';
import { loadEvent, loadOrderNews, type OrderNews } from '../../lib/load-order';
import { isUnsettled, type Outcome, outcomeOf } from '../../lib/outcome';
import { goTo, shellOr } from '../../lib/page-data';
import { plain } from '../../lib/plain';
import { siteLocale } from '../../lib/site-locale';
import { OrderView } from '../../views/order-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly news: OrderNews;
  readonly outcome: Outcome;
  readonly event: EventListing | null;
}

export const getServerSideProps = shellOr<Props>(async ({ call, params }) => {
  const news = await loadOrderNews(call, params.id ?? '');
  const event = await loadEvent(call, news.order.eventId);
  const outcome = outcomeOf(news.order, news.payments, news.tickets.length, Date.now());
  // After a declined payment, back to the form, with the reason beside it.
  if (outcome.kind === 'payable' && outcome.failure) return goTo(plain(`/checkout/${params.id}`));
  return { props: { news, outcome, event } };
});

export default function OrderPage(props: Props | Record<string, never>) {
  if (!('news' in props)) {
    return (
      <PublicPage title="Your order" here="/orders" script="personal">
        <Shell name="order" width="wide" />
      </PublicPage>
    );
  }
  const { outcome, ...rest } = props as Props;
  const { event } = rest;
  return (
    <PublicPage title={event ? `Your order: ${event.title}` : 'Your order'} here="/orders">
      {isUnsettled(outcome) && (
        <Head>
          {/* With an address: without one, browsers do not reload where there is a fragment. */}
          <meta key="refresh" httpEquiv="refresh" content="3;url=?plain=1" />
        </Head>
      )}
      <OrderView outcome={outcome} locale={siteLocale()} {...rest} />
    </PublicPage>
  );
}
