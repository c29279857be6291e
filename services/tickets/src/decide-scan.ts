import type { CheckIn } from '@onsale/contracts/tickets/http';
import { forbidden, notFound, type Problem } from '@onsale/runtime';
import { type EventCopy, worksDoor } from './event.js';
import type { Ticket } from './ticket.js';

/** One scan at a gate. */
export interface Scan {
  readonly accountId: string;
  /** The event that the gate is for; undefined: whichever the ticket is for. */
  readonly eventId: string | undefined;
  readonly gate: string | null;
  /** What was scanned, its signature proven, or typed; undefined: forged. */
  readonly code:
    | { readonly ticketId: string; readonly nonce: string }
    | { readonly shortCode: string }
    | undefined;
}

/** What is known when scans are decided. Tickets are as they are after the scans before. */
export interface Door {
  readonly now: Date;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly events: ReadonlyMap<string, EventCopy>;
  /** Of the accounts that name no event: those who are organiser or staff of any. */
  readonly workers: ReadonlySet<string>;
}

/** What the gate is told, and the ticket afterwards when it was admitted. */
export interface Outcome {
  readonly answer: CheckIn;
  readonly admitted?: Ticket;
}

const told = (result: CheckIn['result']): Outcome => ({
  answer: { result, ticket: null, checkedInAt: null, gate: null },
});

/**
 * Who gets in. No I/O, no clock.
 * @returns a Problem for callers without a right to ask: what they may see decides which
 */
export function decideScan(scan: Scan, door: Door): Outcome | Problem {
  const refusal = refuseCaller(scan, door);
  if (refusal) return refusal;
  const ticket = findTicket(scan, door.tickets);
  if (!ticket) return told('forged');

  const event = door.events.get(ticket.eventId);
  const known = event !== undefined && worksDoor(event, scan.accountId);
  if (scan.eventId !== undefined && scan.eventId !== ticket.eventId) {
    return known ? { answer: answer('wrong_event', ticket, event) } : told('wrong_event');
  }
  if (!known) return notFound('ticket');
  if (ticket.status === 'void') return { answer: answer('void', ticket, event) };
  if (ticket.status === 'checked_in') return { answer: answer('already_admitted', ticket, event) };

  const { version } = ticket;
  const admitted: Ticket = {
    ...ticket,
    version: version + 1,
    status: 'checked_in',
    checkedInAt: door.now,
    gate: scan.gate,
  };
  return { answer: answer('admitted', admitted, event), admitted };
}

/** Rights come before the code, so that nobody else learns from the answer which codes are true. */
function refuseCaller({ accountId, eventId }: Scan, door: Door): Problem | undefined {
  if (eventId === undefined) return door.workers.has(accountId) ? undefined : notFound('ticket');
  const event = door.events.get(eventId);
  if (event && worksDoor(event, accountId)) return undefined;
  return event && event.status !== 'draft'
    ? forbidden('Only the organiser and the staff they named check tickets in.')
    : notFound('event');
}

function findTicket({ code }: Scan, tickets: Door['tickets']): Ticket | undefined {
  if (code === undefined) return undefined;
  if ('shortCode' in code) {
    return [...tickets.values()].find((ticket) => ticket.shortCode === code.shortCode);
  }
  const ticket = tickets.get(code.ticketId);
  return ticket?.nonce === code.nonce ? ticket : undefined;
}

const answer = (result: CheckIn['result'], ticket: Ticket, event: EventCopy): CheckIn => ({
  result,
  ticket: {
    id: ticket.ticketId,
    eventTitle: event.title,
    ticketTypeName: ticket.ticketTypeName,
    holderName: ticket.holderName,
  },
  checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
  gate: ticket.gate,
});
