import { ageWords } from '@onsale/contracts/catalog/age-limit';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { Doors } from '../components/event/doors';
import { Page } from '../components/layout/page';
import { EventNews } from '../components/ticket/event-news';
import { TicketCode } from '../components/ticket/ticket-code';
import { TicketLinks } from '../components/ticket/ticket-links';
import { ticketStanding } from '../components/ticket/ticket-standing';
import { Notice } from '../components/ui/notice';
import { formatLongDate, formatSpan, zoneName } from '../lib/dates';

/** One ticket, to hold up at the door. */
export function TicketView({ ticket, locale }: { ticket: Ticket; locale: string }) {
  const { event } = ticket;
  const standing = ticketStanding(ticket, locale);
  const over = ticket.status === 'void';
  return (
    <Page width="text" tight>
      <p className="not-printed mb-3 flex gap-6 text-sm sm:mb-6">
        <a href="/tickets" className="text-link tap py-1">
          My tickets
        </a>
        <a href={`/orders/${ticket.orderId}`} className="text-link tap py-1">
          View order
        </a>
      </p>
      {standing && event.status !== 'cancelled' && (
        <Notice kind={over ? 'bad' : 'info'} title={standing.text} className="mb-6">
          {over && <p>This ticket is no longer valid.</p>}
        </Notice>
      )}
      <div className="mb-6 empty:hidden">
        <EventNews event={event} locale={locale} />
      </div>
      <article className="border border-field bg-raised md:grid md:grid-cols-[minmax(0,1fr)_auto]">
        {/* The code comes first, because nobody scrolls at the door. */}
        {!over && (
          <div className="flex flex-col items-center justify-center gap-3 border-field border-b-2 border-dashed p-4 sm:p-8 md:order-last md:border-b-0 md:border-l-2">
            <div
              role="img"
              aria-label="Ticket code to scan at the door"
              className="w-full max-w-80 bg-white p-4"
            >
              <TicketCode code={ticket.code} />
            </div>
            <p className="text-center">
              <span className="block text-muted text-sm">If it can’t be scanned</span>
              <span className="figures font-mono text-lg tracking-wider">{ticket.shortCode}</span>
            </p>
          </div>
        )}
        <div className="wrap-anywhere min-w-0 p-6 sm:p-8">
          <h1 className={`text-2xl ${over ? 'text-muted line-through' : ''}`}>{event.title}</h1>
          <dl className="figures mt-8 grid gap-5">
            <div>
              <dt className="text-muted text-sm">When</dt>
              <dd>
                <p>{formatLongDate(event.startsAt, event.timeZone, locale)}</p>
                <Doors event={event} locale={locale} />
                {formatSpan(event.startsAt, event.endsAt, event.timeZone, locale)}{' '}
                <span className="text-muted">
                  {zoneName(event.startsAt, event.timeZone, locale)}
                </span>
              </dd>
            </div>
            {event.ageLimit != null && (
              <div>
                <dt className="text-muted text-sm">Age limit</dt>
                <dd>{ageWords(event.ageLimit)}</dd>
              </div>
            )}
            <div>
              <dt className="text-muted text-sm">Where</dt>
              <dd>
                {event.venueName}
                {event.venueAddress && (
                  <span className="block text-muted">{event.venueAddress}</span>
                )}
              </dd>
            </div>
            <div>
              <dt className="text-muted text-sm">Admits one</dt>
              <dd>
                <span className="font-semibold">{ticket.ticketTypeName}</span>
                <span className="block">{ticket.holderName}</span>
              </dd>
            </div>
          </dl>
          {!over && <TicketLinks ticket={ticket} />}
        </div>
      </article>
    </Page>
  );
}
