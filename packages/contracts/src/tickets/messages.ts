import Type, { type Static } from 'typebox';
import { defineMessage } from '../message.js';
import { Id, Instant, Nullable, Version } from '../values.js';

export const TicketStatus = Type.Enum(['valid', 'checked_in', 'void']);

export const TicketState = Type.Object({
  ticketId: Id,
  version: Version,
  status: TicketStatus,
  orderId: Id,
  eventId: Id,
  ticketTypeId: Id,
  holderId: Id,
  issuedAt: Instant,
  checkedInAt: Nullable(Instant),
  gate: Nullable(Type.String()),
});
export type TicketState = Static<typeof TicketState>;

export const ticketIssued = defineMessage('/tickets', 'ticket.issued', TicketState);
export const ticketCheckedIn = defineMessage('/tickets', 'ticket.checked-in', TicketState);
/** A check-in was undone: the ticket is valid again. */
export const ticketCheckInUndone = defineMessage('/tickets', 'ticket.check-in-undone', TicketState);
export const ticketVoided = defineMessage('/tickets', 'ticket.voided', TicketState);

export const ticketsMessages = [
  ticketIssued,
  ticketCheckedIn,
  ticketCheckInUndone,
  ticketVoided,
] as const;
