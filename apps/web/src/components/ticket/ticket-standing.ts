import type { Ticket } from '@onsale/contracts/tickets/http';
import { formatDateTime } from '../../lib/dates';

/** The status of a ticket in words; undefined for a valid one. */
export function ticketStanding(
  ticket: Ticket,
  locale: string,
): { text: string; tone: string } | undefined {
  const { status, event, checkedInAt } = ticket;
  if (event.status === 'cancelled') return { text: 'Event cancelled', tone: 'text-bad' };
  if (status === 'void') return { text: 'Cancelled and refunded', tone: 'text-bad' };
  if (status === 'checked_in') {
    const when = checkedInAt ? ` ${formatDateTime(checkedInAt, event.timeZone, locale)}` : '';
    return { text: `Used${when}`, tone: 'text-muted' };
  }
  return undefined;
}
