import type { listTickets, Ticket } from '@onsale/contracts/tickets/http';
import { useEffect } from 'react';
import { browserApi } from '../lib/api/browser';
import { siteLocale } from '../lib/site-locale';
import { readWhen, TicketsView } from '../views/tickets-view';
import { cursorOfPage } from './id-of-page';
import { Loading } from './loading';
import { keepOffline } from './offline';
import { OfflineNotice } from './offline-notice';
import { useLoaded } from './use-loaded';
import { useTicketLinks } from './use-ticket-links';

const none: readonly Ticket[] = [];

/** The buyer's tickets. */
export function TicketsPage() {
  const cursor = cursorOfPage();
  const when = readWhen(new URLSearchParams(location.search).get('when'));
  const query = cursor === undefined ? { when } : { when, cursor };
  const loaded = useLoaded(() =>
    browserApi<typeof listTickets>({ method: 'GET', path: '/api/tickets', query }),
  );
  const tickets = 'value' in loaded ? loaded.value.items : undefined;
  useEffect(() => {
    if (tickets && when === 'upcoming') void keepOffline(tickets);
  }, [tickets, when]);
  useTicketLinks(tickets ?? none);
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return (
    <>
      <OfflineNotice />
      <TicketsView {...{ when, cursor }} tickets={loaded.value} query={{}} locale={siteLocale()} />
    </>
  );
}
