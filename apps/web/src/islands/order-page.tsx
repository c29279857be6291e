import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { useEffect, useState } from 'react';
import { browserApi } from '../lib/api/browser';
import { loadOrderNews, type OrderNews } from '../lib/load-order';
import { isUnsettled, outcomeOf } from '../lib/outcome';
import { serverNow } from '../lib/server-clock';
import { siteLocale } from '../lib/site-locale';
import { OrderView } from '../views/order-view';
import { Loading } from './loading';
import { useEvent } from './use-event';
import { useLoaded } from './use-loaded';
import { useLookAgain } from './use-look-again';
import { useTicketLinks } from './use-ticket-links';
import { useTitle } from './use-title';

const firstLookMs = 400;
const longestPauseMs = 5_000;
const growth = 1.4;
const none: readonly Ticket[] = [];

/** The outcome of an order. Looks again until it is known: quickly at first, then with patience. */
export function OrderPage({
  id,
  known,
  payments = [],
  knownEvent,
  onDeclined,
}: {
  id: string;
  known?: Order;
  payments?: readonly Payment[];
  knownEvent?: EventListing | null;
  /** Called when the payment failed and can be tried again. */
  onDeclined?: (news: OrderNews, event: EventListing | null) => void;
}) {
  const start = known && { order: known, payments, tickets: [] };
  const loaded = useLoaded(() => loadOrderNews(browserApi, id), start);
  const [looks, setLooks] = useState(0);
  const news = 'value' in loaded ? loaded.value : undefined;
  const event = useEvent(news?.order.eventId, knownEvent);
  const outcome = news && outcomeOf(news.order, news.payments, news.tickets.length, serverNow());
  const unsettled = outcome !== undefined && isUnsettled(outcome);
  const { reload } = loaded;
  useTicketLinks(news?.tickets ?? none);
  useLookAgain(reload);
  useTitle(event ? `Your order: ${event.title}` : undefined);

  useEffect(() => {
    if (!unsettled) return;
    // Spread out, because in a rush thousands wait for the same.
    const pauseMs = Math.min(firstLookMs * growth ** looks, longestPauseMs);
    const timer = setTimeout(
      () => {
        if (document.visibilityState === 'visible') reload();
        setLooks(looks + 1);
      },
      pauseMs * (0.75 + Math.random() / 2),
    );
    return () => clearTimeout(timer);
  }, [unsettled, looks, reload]);

  const isDeclined = outcome?.kind === 'payable' && outcome.failure !== null;
  const declined = isDeclined ? onDeclined : undefined;
  useEffect(() => {
    if (news) declined?.(news, event);
  }, [news, event, declined]);

  if (!news || !outcome) return <Loading {...loaded} width="wide" />;
  return <OrderView {...{ news, outcome, event }} locale={siteLocale()} />;
}
