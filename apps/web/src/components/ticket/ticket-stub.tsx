import { isolate } from '@onsale/contracts/text';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { formatDate, formatTime } from '../../lib/dates';
import { EventNews } from './event-news';
import { TicketCode } from './ticket-code';
import { TicketLinks } from './ticket-links';
import { ticketStanding } from './ticket-standing';

/** A ticket in a list: the event on the body, the code on the stub to tear off. */
export function TicketStub({
  ticket,
  locale,
  heading: Heading = 'h2',
  withNews = true,
  withCode = true,
}: {
  ticket: Ticket;
  locale: string;
  heading?: 'h2' | 'h3';
  /** Whether it shows that its event was moved or cancelled. */
  withNews?: boolean;
  /** Whether its code is drawn already; its place is kept otherwise. */
  withCode?: boolean;
}) {
  const { event } = ticket;
  const isCancelled = event.status === 'cancelled';
  // The news below it says so.
  const standing = withNews && isCancelled ? undefined : ticketStanding(ticket, locale);
  const over = ticket.status === 'void';
  return (
    <article className="grid border border-field bg-raised sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="wrap-anywhere min-w-0 p-5">
        <Heading className={`text-lg ${over ? 'text-muted line-through' : ''}`}>
          <a href={`/tickets/${ticket.id}`} className="tap hover:text-accent">
            {event.title}
          </a>
        </Heading>
        <p className="figures mt-1 text-muted text-sm">
          {formatDate(event.startsAt, event.timeZone, locale)},{' '}
          {formatTime(event.startsAt, event.timeZone, locale)}, {isolate(event.venueName)}
        </p>
        <p className="mt-3 text-sm">
          <span className="font-semibold">{isolate(ticket.ticketTypeName)}</span>,{' '}
          {isolate(ticket.holderName)}
        </p>
        {standing && (
          <p className={`figures mt-1 font-semibold text-sm ${standing.tone}`}>{standing.text}</p>
        )}
        {withNews && (
          <div className="mt-3 empty:hidden">
            <EventNews event={event} locale={locale} />
          </div>
        )}
        {!over && <TicketLinks ticket={ticket} />}
      </div>
      {!over && (
        <div className="perforated-t flex items-center gap-4 p-5 sm:flex-col sm:justify-center sm:border-t-0 sm:border-l-2 sm:border-l-field sm:border-dashed">
          <a
            href={`/tickets/${ticket.id}`}
            aria-label={`Show the code of ticket ${ticket.shortCode}`}
            className="w-28 bg-white p-2"
          >
            {withCode ? (
              <TicketCode code={ticket.code} />
            ) : (
              <span className="block aspect-square" />
            )}
          </a>
          <p className="figures font-mono text-sm">{ticket.shortCode}</p>
        </div>
      )}
    </article>
  );
}
