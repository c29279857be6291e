import type { getTicket, Ticket } from '@onsale/contracts/tickets/http';
import { PublicPage } from '../../components/layout/public-page';
import { Shell } from '../../components/layout/shell';
import { shellOr } from '../../lib/page-data';
import { siteLocale } from '../../lib/site-locale';
import { TicketView } from '../../views/ticket-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly ticket: Ticket;
}

export const getServerSideProps = shellOr<Props>(async ({ call, params }) => {
  const ticket = await call<typeof getTicket>({
    method: 'GET',
    path: '/api/tickets/:id',
    params: { id: params.id ?? '' },
  });
  return { props: { ticket } };
});

export default function TicketPage(props: Props | Record<string, never>) {
  if (!('ticket' in props)) {
    return (
      <PublicPage title="Your ticket" here="/tickets" script="personal">
        <Shell name="ticket" />
      </PublicPage>
    );
  }
  const { ticket } = props as Props;
  return (
    <PublicPage title={`${ticket.event.title}: your ticket`} here="/tickets">
      <TicketView ticket={ticket} locale={siteLocale()} />
    </PublicPage>
  );
}
