import type { Ticket } from '@onsale/contracts/tickets/http';
import { Icon } from '../ui/icon';

/** A page to print, and the date for the calendar. */
export function TicketLinks({ ticket }: { ticket: Ticket }) {
  const look = 'inline-flex min-h-11 items-center gap-1.5 hover:text-accent';
  return (
    <ul className="not-printed mt-2 flex flex-wrap gap-x-6 font-medium text-sm">
      <li>
        <a href={`/api/tickets/${ticket.id}/pdf`} className={look}>
          <Icon name="download" />
          PDF<span className="sr-only"> of ticket {ticket.shortCode}</span>
        </a>
      </li>
      <li>
        <a href={`/api/tickets/${ticket.id}/event.ics`} className={look}>
          <Icon name="calendar" />
          Add to calendar<span className="sr-only">, ticket {ticket.shortCode}</span>
        </a>
      </li>
      {ticket.calendarUrl && (
        <li>
          {/* Calendar programs open this scheme, and then fetch the file repeatedly. */}
          <a href={ticket.calendarUrl.replace(/^https?:/, 'webcal:')} className={look}>
            <Icon name="calendar" />
            Subscribe in calendar<span className="sr-only">, ticket {ticket.shortCode}</span>
          </a>
        </li>
      )}
    </ul>
  );
}
