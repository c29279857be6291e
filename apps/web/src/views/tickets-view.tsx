import type { Ticket } from '@onsale/contracts/tickets/http';
import { Page, PageTitle } from '../components/layout/page';
import { TicketStub } from '../components/ticket/ticket-stub';
import { ButtonLink } from '../components/ui/button';
import { Empty } from '../components/ui/empty';
import { MorePages } from '../components/ui/more-pages';
import { placesInOrders } from '../lib/place-in-order';
import { withQuery } from '../lib/query';

export type When = 'upcoming' | 'past';

/** Which half of the list an address requests. */
export const readWhen = (value: string | null | undefined): When =>
  value === 'past' ? 'past' : 'upcoming';

/** The buyer's tickets, the next event first; past events have a page of their own. */
export function TicketsView({
  tickets,
  when,
  cursor,
  query,
  locale,
  codes = tickets.items.length,
}: {
  tickets: { readonly items: readonly Ticket[]; readonly nextCursor: string | null };
  when: When;
  cursor: string | undefined;
  /** The list's other query parameters. */
  query: Record<string, string>;
  locale: string;
  /** How many tickets show their codes already, from the first; all by default. */
  codes?: number;
}) {
  const places = placesInOrders(tickets.items, {
    isFirst: cursor === undefined,
    isLast: tickets.nextCursor === null,
  });
  return (
    <Page width="text">
      <PageTitle>{when === 'past' ? 'Past and cancelled tickets' : 'My tickets'}</PageTitle>
      {tickets.items.length === 0 ? (
        <Empty title={when === 'past' ? 'Nothing here yet.' : 'No upcoming tickets.'}>
          <p className="mb-5">Tickets you buy appear here, with the code for the door.</p>
          <ButtonLink kind="primary" href="/">
            See what’s on
          </ButtonLink>
        </Empty>
      ) : (
        <ul className="space-y-5">
          {tickets.items.map((ticket, index) => (
            <li key={ticket.id}>
              {places.has(ticket.id) && (
                <p className="figures mb-1 text-muted text-sm">{places.get(ticket.id)}</p>
              )}
              <TicketStub ticket={ticket} locale={locale} withCode={index < codes} />
            </li>
          ))}
        </ul>
      )}
      <MorePages
        path="/tickets"
        query={when === 'past' ? { ...query, when } : query}
        cursor={cursor}
        nextCursor={tickets.nextCursor}
        first="First page"
        next="More tickets"
      />
      <p className="not-printed mt-10 text-sm">
        <a
          href={withQuery('/tickets', when === 'past' ? query : { ...query, when: 'past' })}
          className="text-link tap"
        >
          {when === 'past' ? 'Upcoming tickets' : 'Past and cancelled tickets'}
        </a>
      </p>
    </Page>
  );
}
