import type { listTickets } from '@onsale/contracts/tickets/http';
import type { Metadata } from 'next';
import { Page, PageTitle } from '../../components/layout/page';
import { TicketStub } from '../../components/ticket/ticket-stub';
import { ButtonLink } from '../../components/ui/button';
import { Empty } from '../../components/ui/empty';
import { MorePages } from '../../components/ui/more-pages';
import { api } from '../../lib/api/server';
import { orNotFound } from '../../lib/or-not-found';
import type { PageProps } from '../../lib/page-props';
import { single } from '../../lib/query';
import { requestLocale } from '../../lib/request';
import { requireAccount } from '../../lib/session';

export const metadata: Metadata = { title: 'My tickets' };

export default async function TicketsPage({ searchParams }: PageProps) {
  await requireAccount('/tickets');
  const cursor = single((await searchParams).cursor);
  const [tickets, locale] = await Promise.all([
    orNotFound(
      api<typeof listTickets>({
        method: 'GET',
        path: '/api/tickets',
        query: cursor ? { cursor } : {},
      }),
      '/tickets',
    ),
    requestLocale(),
  ]);
  return (
    <Page width="text">
      <PageTitle>My tickets</PageTitle>
      {tickets.items.length === 0 ? (
        <Empty title="No tickets yet.">
          <p className="mb-5">Tickets you buy are kept here, with the code for the door.</p>
          <ButtonLink kind="primary" href="/">
            See what’s on
          </ButtonLink>
        </Empty>
      ) : (
        <ul className="space-y-5">
          {tickets.items.map((ticket) => (
            <li key={ticket.id}>
              <TicketStub ticket={ticket} locale={locale} />
            </li>
          ))}
        </ul>
      )}
      <MorePages path="/tickets" cursor={cursor} nextCursor={tickets.nextCursor} />
    </Page>
  );
}
