import { isolate } from '@onsale/contracts/text';
import type { getTicket, Ticket } from '@onsale/contracts/tickets/http';
import { useEffect } from 'react';
import { browserApi } from '../lib/api/browser';
import { keepAwake } from '../lib/keep-awake';
import { siteLocale } from '../lib/site-locale';
import { TicketView } from '../views/ticket-view';
import { idOfPage } from './id-of-page';
import { Loading } from './loading';
import { keepOffline } from './offline';
import { OfflineNotice } from './offline-notice';
import { useLoaded } from './use-loaded';
import { useLookAgain } from './use-look-again';
import { useTitle } from './use-title';

/**
 * One ticket. The screen stays on, because people hold it up in a queue.
 * @param known the ticket from an answer just received
 */
export function TicketPage({ known }: { known?: Ticket }) {
  const params = { id: idOfPage() };
  const load = () =>
    browserApi<typeof getTicket>({ method: 'GET', path: '/api/tickets/:id', params });
  const loaded = useLoaded(load, known);
  useLookAgain(loaded.reload);
  const ticket = 'value' in loaded ? loaded.value : undefined;
  useTitle(ticket && `${isolate(ticket.event.title)}: your ticket`);
  const isValid = ticket?.status === 'valid';
  useEffect(() => {
    if (!isValid) return;
    const left = new AbortController();
    keepAwake(left.signal);
    return () => left.abort();
  }, [isValid]);
  useEffect(() => {
    if (ticket) void keepOffline([ticket]);
  }, [ticket]);
  if (!('value' in loaded)) return <Loading {...loaded} />;
  return (
    <>
      <OfflineNotice />
      <TicketView ticket={loaded.value} locale={siteLocale()} />
    </>
  );
}
