import type { CheckIn } from '@onsale/contracts/tickets/http';
import { forbidden, notFound, Problem } from '@onsale/runtime';
import type { DoorEntry } from './door-entry.js';
import { type EventCopy, opensAt, worksDoor } from './event.js';
import type { Ticket } from './ticket.js';

/** One scan at a gate. */
export interface Scan {
  readonly accountId: string;
  /** The event of the gate; undefined: the event of the ticket. */
  readonly eventId: string | undefined;
  readonly gate: string | null;
  /** The id of the scan; a retry with it gets the first answer. */
  readonly scanId?: string | undefined;
  /**
   * A scanned code with a valid signature, the possible readings of a typed code, or a ticket that
   * was found by its holder.
   */
  readonly code:
    | { readonly ticketId: string; readonly nonce: string }
    | { readonly shortCodes: readonly string[] }
    | { readonly ticketId: string; readonly byHolder: true }
    | 'forged'
    | 'not_found';
}

/** The facts for deciding scans; `tickets` reflect the scans before. */
export interface Door {
  readonly now: Date;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly events: ReadonlyMap<string, EventCopy>;
  /** Accounts that name no event, and are organiser or staff of any event. */
  readonly workers: ReadonlySet<string>;
  /** Earlier answers, by `answerKey`. */
  readonly answered: ReadonlyMap<string, DoorEntry>;
}

/** The answer to the gate, the entry for the door log, and the ticket if it was admitted. */
export interface Outcome {
  readonly answer: CheckIn;
  readonly entry?: DoorEntry;
  readonly admitted?: Ticket;
}

/** The key of a scan: its ticket and its id. The same id with another ticket is another scan. */
export const answerKey = (ticketId: string, scanId: string) => `${ticketId} ${scanId}`;

const told = (result: CheckIn['result']): CheckIn => ({
  result,
  ticket: null,
  checkedInAt: null,
  gate: null,
});

/**
 * Decides whether a scan admits. No I/O, no clock.
 * @returns a Problem for callers without permission, which depends on what they may see
 */
export function decideScan(scan: Scan, door: Door): Outcome | Problem {
  const refusal = refuseCaller(scan, door);
  if (refusal) return refusal;
  const ticket = findTicket(scan, door.tickets);
  if (!ticket) return { answer: told(typeof scan.code === 'string' ? scan.code : unknown(scan)) };

  const event = door.events.get(ticket.eventId);
  const known = event !== undefined && worksDoor(event, scan.accountId);
  if (!known) {
    if (scan.eventId === undefined || scan.eventId === ticket.eventId) return notFound('ticket');
    return { answer: told(isByHolder(scan) ? 'not_found' : 'wrong_event') };
  }
  const before = scan.scanId && door.answered.get(answerKey(ticket.ticketId, scan.scanId));
  if (before && before.result !== 'undone') {
    return { answer: answer(before.result, ticket, event, before) };
  }

  const result = resultFor(scan, ticket, event, door.now);
  if (result !== 'admitted') {
    const entry = entryOf(scan, ticket, result, door.now);
    return { answer: answer(result, ticket, event, entry), ...(scan.scanId ? { entry } : {}) };
  }
  const admitted: Ticket = {
    ...ticket,
    version: ticket.version + 1,
    status: 'checked_in',
    checkedInAt: door.now,
    checkedInBy: scan.accountId,
    gate: scan.gate,
  };
  const entry = entryOf(scan, admitted, result, door.now);
  return { answer: answer(result, admitted, event, entry), entry, admitted };
}

/** The refusal of an account that works at no door, or not at this one, whatever the code. */
export class ForeignDoor extends Problem {
  constructor({ status, code, detail }: Problem) {
    super(status, code, detail);
  }
}

/** Permission is checked before the code, so that strangers cannot test which codes are genuine. */
function refuseCaller({ accountId, eventId }: Scan, door: Door): ForeignDoor | undefined {
  if (eventId === undefined) {
    return door.workers.has(accountId) ? undefined : new ForeignDoor(notFound('ticket'));
  }
  const event = door.events.get(eventId);
  if (event && worksDoor(event, accountId)) return undefined;
  return new ForeignDoor(
    event && event.status !== 'draft'
      ? forbidden('Only the organiser and their door staff can check tickets in.')
      : notFound('event'),
  );
}

function findTicket({ code }: Scan, tickets: Door['tickets']): Ticket | undefined {
  if (typeof code === 'string') return undefined;
  if ('shortCodes' in code) {
    const all = [...tickets.values()];
    return code.shortCodes
      .map((shortCode) => all.find((ticket) => ticket.shortCode === shortCode))
      .find((ticket) => ticket !== undefined);
  }
  const ticket = tickets.get(code.ticketId);
  return 'byHolder' in code || ticket?.nonce === code.nonce ? ticket : undefined;
}

const isByHolder = ({ code }: Scan) => typeof code === 'object' && 'byHolder' in code;

/** A mistyped short code is not found; a signed code without a ticket is forged. */
const unknown = ({ code }: Scan) =>
  typeof code === 'object' && 'nonce' in code ? 'forged' : 'not_found';

function resultFor(scan: Scan, ticket: Ticket, event: EventCopy, now: Date): CheckIn['result'] {
  if (scan.eventId !== undefined && scan.eventId !== ticket.eventId) return 'wrong_event';
  if (ticket.status === 'void') return 'void';
  if (ticket.status === 'checked_in') return 'already_admitted';
  return now < opensAt(event) ? 'not_open' : 'admitted';
}

const entryOf = (scan: Scan, ticket: Ticket, result: CheckIn['result'], at: Date): DoorEntry => ({
  ticketId: ticket.ticketId,
  eventId: ticket.eventId,
  scanId: scan.scanId,
  result,
  accountId: scan.accountId,
  gate: scan.gate,
  at,
  checkedInAt: ticket.checkedInAt,
  checkedInGate: ticket.gate,
});

const answer = (
  result: CheckIn['result'],
  ticket: Ticket,
  event: EventCopy,
  { checkedInAt, checkedInGate }: DoorEntry,
): CheckIn => ({
  result,
  ticket: {
    id: ticket.ticketId,
    eventTitle: event.title,
    ticketTypeName: ticket.ticketTypeName,
    holderName: ticket.holderName,
  },
  checkedInAt: checkedInAt?.toISOString() ?? null,
  gate: checkedInGate,
  ...(result === 'not_open' ? { opensAt: opensAt(event).toISOString() } : {}),
});
