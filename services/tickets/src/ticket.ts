import type { Message } from '@onsale/contracts/message';
import {
  type TicketState,
  ticketCheckedIn,
  ticketIssued,
  type ticketsMessages,
  ticketVoided,
} from '@onsale/contracts/tickets/messages';
import { conflict, newMessage } from '@onsale/runtime';

/** A ticket as this service keeps it. */
export interface Ticket {
  readonly ticketId: string;
  readonly version: number;
  readonly status: TicketState['status'];
  readonly orderId: string;
  /** Which line of the order, from 0. */
  readonly line: number;
  /** Which ticket of the line, from 0. */
  readonly position: number;
  readonly eventId: string;
  readonly ticketTypeId: string;
  readonly ticketTypeName: string;
  readonly holderId: string;
  readonly holderName: string;
  readonly holderEmail: string;
  /** Eight random bytes in hexadecimal: part of the signed code. */
  readonly nonce: string;
  /** Ten characters, without the dash. */
  readonly shortCode: string;
  readonly issuedAt: Date;
  readonly checkedInAt: Date | null;
  /** The account that admitted it; null also when a version before did, which did not note it. */
  readonly checkedInBy: string | null;
  readonly gate: string | null;
}

const contracts = {
  valid: ticketIssued,
  checked_in: ticketCheckedIn,
  void: ticketVoided,
} as const;

/**
 * The message that says in which state the ticket is now.
 * @param says the fact, where the state alone does not tell it
 */
export function ticketMessage(
  ticket: Ticket,
  time: Date,
  traceparent?: string,
  says: (typeof ticketsMessages)[number] = contracts[ticket.status],
): Message {
  const { ticketId, version, status, orderId, eventId, ticketTypeId, holderId, gate } = ticket;
  const data: TicketState = {
    ticketId,
    version,
    status,
    orderId,
    eventId,
    ticketTypeId,
    holderId,
    issuedAt: ticket.issuedAt.toISOString(),
    checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
    gate,
  };
  return newMessage(says, { subject: ticketId, time, data, traceparent });
}

/** @throws Problem 409: a holder must not come to the door with a code that does not admit */
export function assertNotVoid({ status }: Ticket): void {
  if (status === 'void') {
    throw conflict(
      'ticket_void',
      'This ticket was refunded or cancelled and no longer has a code.',
    );
  }
}
