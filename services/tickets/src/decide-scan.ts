import type { CheckIn } from '@onsale/contracts/tickets/http';
import { forbidden, notFound, Problem } from '@onsale/runtime';
import type { DoorEntry } from './door-entry.js';
import { type EventCopy, opensAt, worksDoor } from './event.js';
import type { Ticket } from './ticket.js';

/** One scan at a gate. */
export interface Scan {
  readonly accountId: string;
  /** The event that the gate is for; undefined: whichever the ticket is for. */
  readonly eventId: string | undefined;
  readonly gate: string | null;
  /** Its own id, by which it finds its first answer when it is asked again. */
  readonly scanId?: string | undefined;
  /** What was scanned, its signature proven; typed, as it may be read; or found by its holder. */
  readonly code:
    | { readonly ticketId: string; readonly nonce: string }
    | { readonly shortCodes: readonly string[] }
    | { readonly ticketId: string; readonly byHolder: true }
    | 'forged'
    | 'not_found';
}

/** What is known when scans are decided. Tickets are as they are after the scans before. */
export interface Door {
  readonly now: Date;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly events: ReadonlyMap<string, EventCopy>;
  /** Of the accounts that name no event: those who are organiser or staff of any. */
  readonly workers: ReadonlySet<string>;
  /** What was answered before, by `answerKey`. */
  readonly answered: ReadonlyMap<string, DoorEntry>;
}

/** The answer to the gate, the entry in the log, and the ticket afterwards when it was admitted. */
export interface Outcome {
  readonly answer: CheckIn;
  readonly entry?: DoorEntry;
  readonly admitted?: Ticket;
}

/** A scan is known by its ticket and its own id: the same id with another ticket is another scan. */
export const answerKey = (ticketId: string, scanId: string) => `${ticketId} ${scanId}`;

const told = (result: CheckIn['result']): CheckIn => ({
  result,
  ticket: null,
  checkedInAt: null,
  gate: null,
});

/**
 * Who gets in. No I/O, no clock.
 * @returns a Problem for callers without a right to ask: what they may see decides which
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

/** Refused whatever the code: they work at no door, or not at this one. */
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

/** People who type make mistakes; a signed code of no ticket was forged. */
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
