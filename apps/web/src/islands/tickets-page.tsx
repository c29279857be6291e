import type { listTickets } from '@onsale/contracts/tickets/http';
import { browserApi } from '../lib/api/browser';
import { siteLocale } from '../lib/site-locale';
import { TicketsView } from '../views/tickets-view';
import { cursorOfPage } from './id-of-page';
import { Loading } from './loading';
import { useLoaded } from './use-loaded';

/** The buyer's tickets. */
export function TicketsPage() {
  const cursor = cursorOfPage();
  const query = cursor === undefined ? {} : { cursor };
  const loaded = useLoaded(() =>
    browserApi<typeof listTickets>({ method: 'GET', path: '/api/tickets', query }),
  );
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return <TicketsView tickets={loaded.value} cursor={cursor} query={{}} locale={siteLocale()} />;
}
