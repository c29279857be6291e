import type { listTickets, Ticket } from '@onsale/contracts/tickets/http';
import { useEffect, useState } from 'react';
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
const codesAtOnce = 3;

/** How many codes are drawn: a few at a time, so that a phone reacts to touches meanwhile. */
function useDrawnCodes(all: number): number {
  const [drawn, setDrawn] = useState(codesAtOnce);
  useEffect(() => {
    if (drawn >= all) return;
    const timer = setTimeout(() => setDrawn(drawn + codesAtOnce));
    return () => clearTimeout(timer);
  }, [drawn, all]);
  return drawn;
}

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
  const codes = useDrawnCodes(tickets?.length ?? 0);
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return (
    <>
      <OfflineNotice />
      <TicketsView
        {...{ when, cursor, codes }}
        tickets={loaded.value}
        query={{}}
        locale={siteLocale()}
      />
    </>
  );
}
