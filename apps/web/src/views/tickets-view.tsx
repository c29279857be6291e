import type { Ticket } from '@onsale/contracts/tickets/http';
import { Page, PageTitle } from '../components/layout/page';
import { TicketStub } from '../components/ticket/ticket-stub';
import { ButtonLink } from '../components/ui/button';
import { Empty } from '../components/ui/empty';
import { MorePages } from '../components/ui/more-pages';

/** The buyer's tickets. */
export function TicketsView({
  tickets,
  cursor,
  query,
  locale,
}: {
  tickets: { readonly items: readonly Ticket[]; readonly nextCursor: string | null };
  cursor: string | undefined;
  /** What the address of the list says besides. */
  query: Record<string, string>;
  locale: string;
}) {
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
      <MorePages path="/tickets" query={query} cursor={cursor} nextCursor={tickets.nextCursor} />
    </Page>
  );
}
