import type { CheckIn, DoorTicket } from '@onsale/contracts/tickets/http';
import { mayUndo } from './decide-undo.js';
import type { EventCopy } from './event.js';
import type { Ticket } from './ticket.js';

/** One entry of the door log: the answer to a scan, or an undone check-in. */
export interface DoorEntry {
  readonly ticketId: string;
  /** The event of the ticket, not of the gate. */
  readonly eventId: string;
  /** The id by which a retry gets the first answer; undefined: the scan had none. */
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

/** A ticket as organiser and staff see it at the door. */
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
