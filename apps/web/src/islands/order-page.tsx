import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import { isolate } from '@onsale/contracts/text';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { useEffect, useRef } from 'react';
import { browserApi } from '../lib/api/browser';
import {
  isNews,
  loadOrderNews,
  type OrderedEvent,
  type OrderNews,
  waitForOrderNews,
  waitSeconds,
} from '../lib/load-order';
import { isUnsettled, outcomeOf } from '../lib/outcome';
import { serverNow } from '../lib/server-clock';
import { siteLocale } from '../lib/site-locale';
import { OrderView } from '../views/order-view';
import { Loading } from './loading';
import { useEvent } from './use-event';
import { useLoaded } from './use-loaded';
import { useLookAgain } from './use-look-again';
import { useLooks } from './use-looks';
import { useTicketLinks } from './use-ticket-links';
import { useTitle } from './use-title';

/** An answer that took this long has waited for news. */
const longWaitMs = waitSeconds * 900;
const none: readonly Ticket[] = [];

/** The outcome of an order. Waits for it, step by step, until it is known. */
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
  knownEvent?: OrderedEvent | null;
  /** Called when the payment failed and can be tried again. */
  onDeclined?: (news: OrderNews, event: OrderedEvent | null) => void;
}) {
  const start = known && { order: known, payments, tickets: [] };
  const loaded = useLoaded(() => loadOrderNews(browserApi, id), start);
  const news = 'value' in loaded ? loaded.value : undefined;
  const event = useEvent(news?.order.eventId, knownEvent);
  const outcome = news && outcomeOf(news.order, news.payments, news.tickets.length, serverNow());
  const unsettled = outcome !== undefined && isUnsettled(outcome);
  const { reload, loadBy } = loaded;
  const shown = useRef(news);
  shown.current = news;
  useTicketLinks(news?.tickets ?? none);
  useLookAgain(reload);
  useTitle(event ? `Your order: ${isolate(event.title)}` : undefined);

  // After a wait without news the page reads everything once: perhaps something else has happened.
  const wasVain = useRef(false);
  useLooks(unsettled, async () => {
    if (!news) return false;
    const startedMs = performance.now();
    const isWhole = wasVain.current;
    const latest = await loadBy(async () => {
      if (isWhole) return loadOrderNews(browserApi, id);
      const next = await waitForOrderNews(browserApi, news, serverNow());
      // Everything else in this answer is as old as the wait, so newer data that came meanwhile
      // counts.
      return shown.current && shown.current.order.version > next.order.version
        ? shown.current
        : next;
    });
    const hasNews = latest !== undefined && isNews(news, latest);
    wasVain.current = !(hasNews || isWhole);
    return hasNews || (latest !== undefined && performance.now() - startedMs >= longWaitMs);
  });

  const isDeclined = outcome?.kind === 'payable' && outcome.failure !== null;
  const declined = isDeclined ? onDeclined : undefined;
  useEffect(() => {
    if (news) declined?.(news, event);
  }, [news, event, declined]);

  if (!news || !outcome) return <Loading {...loaded} width="wide" />;
  return <OrderView {...{ news, outcome, event }} locale={siteLocale()} />;
}
