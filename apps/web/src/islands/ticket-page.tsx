import type { getTicket } from '@onsale/contracts/tickets/http';
import { browserApi } from '../lib/api/browser';
import { siteLocale } from '../lib/site-locale';
import { TicketView } from '../views/ticket-view';
import { idOfPage } from './id-of-page';
import { Loading } from './loading';
import { useLoaded } from './use-loaded';

/** One ticket. */
export function TicketPage() {
  const params = { id: idOfPage() };
  const loaded = useLoaded(() =>
    browserApi<typeof getTicket>({ method: 'GET', path: '/api/tickets/:id', params }),
  );
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return <TicketView ticket={loaded.value} locale={siteLocale()} />;
}
