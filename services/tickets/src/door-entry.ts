import type { CheckIn, DoorTicket } from '@onsale/contracts/tickets/http';
import { mayUndo } from './decide-undo.js';
import type { EventCopy } from './event.js';
import type { Ticket } from './ticket.js';

/** One line of the door's log: the answer about a ticket, or a check-in that was undone. */
export interface DoorEntry {
  readonly ticketId: string;
  /** Of the ticket, not of the gate. */
  readonly eventId: string;
  /** By which a scan that is asked again finds its answer; undefined: it came without. */
  readonly scanId: string | undefined;
  readonly result: CheckIn['result'] | 'undone';
  readonly accountId: string;
  /** Where it was scanned. */
  readonly gate: string | null;
  readonly at: Date;
  /** The check-in that the answer reported, or that was undone. */
  readonly checkedInAt: Date | null;
  readonly checkedInGate: string | null;
}

/** What organiser and staff see of a ticket. */
export const toDoorTicket = (
  ticket: Ticket,
  event: EventCopy,
  accountId: string,
  now: Date,
): DoorTicket => ({
  ticketId: ticket.ticketId,
  holderName: ticket.holderName,
  ticketTypeName: ticket.ticketTypeName,
  status: ticket.status,
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
  gate: ticket.gate,
  mayUndo: mayUndo(ticket, event, accountId, now),
});
