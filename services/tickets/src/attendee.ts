import type { Attendee } from '@onsale/contracts/tickets/http';
import { showShortCode } from '@onsale/contracts/tickets/short-code';
import type { Ticket } from './ticket.js';

/** A ticket as the organiser sees it. */
export const toAttendee = (ticket: Ticket): Attendee => ({
  ticketId: ticket.ticketId,
  orderId: ticket.orderId,
  holderName: ticket.holderName,
  holderEmail: ticket.holderEmail,
  ticketTypeName: ticket.ticketTypeName,
  status: ticket.status,
  shortCode: showShortCode(ticket.shortCode),
  issuedAt: ticket.issuedAt.toISOString(),
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
  gate: ticket.gate,
});
