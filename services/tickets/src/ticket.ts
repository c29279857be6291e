import type { Message } from '@onsale/contracts/message';
import {
  type TicketState,
  ticketCheckedIn,
  ticketIssued,
  type ticketsMessages,
  ticketVoided,
} from '@onsale/contracts/tickets/messages';
import { conflict, newMessage } from '@onsale/runtime';

/** A ticket as this service stores it. */
export interface Ticket {
  readonly ticketId: string;
  readonly version: number;
  readonly status: TicketState['status'];
  readonly orderId: string;
  /** The line of the order, from 0. */
  readonly line: number;
  /** The position in the line, from 0. */
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
  /** The account that admitted it; also null if an earlier release did, which did not record it. */
  readonly checkedInBy: string | null;
  readonly gate: string | null;
}

const contracts = {
  valid: ticketIssued,
  checked_in: ticketCheckedIn,
  void: ticketVoided,
} as const;

/**
 * The message with the present state of a ticket.
 * @param says the contract, if the status alone does not determine it
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

/** @throws Problem 409 for a void ticket, so that no holder comes to the door with its code */
export function assertNotVoid({ status }: Ticket): void {
  if (status === 'void') {
    throw conflict(
      'ticket_void',
      'This ticket was refunded or cancelled and no longer has a code.',
    );
  }
}
