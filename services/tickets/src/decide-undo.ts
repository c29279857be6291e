import { may } from '@onsale/contracts/permissions';
import { conflict, forbidden, type Problem } from '@onsale/runtime';
import type { EventCopy } from './event.js';
import type { Ticket } from './ticket.js';

/** Long enough to notice a mistake, too short to let another person in on the ticket. */
const undoMinutes = 10;

/**
 * Whether an account may undo the check-in of a ticket: for a while the person who made it, always
 * the organiser.
 */
export function mayUndo(ticket: Ticket, event: EventCopy, accountId: string, now: Date): boolean {
  if (ticket.status !== 'checked_in' || !ticket.checkedInAt) return false;
  if (may(accountId, 'door:undo', event) === 'yes') return true;
  const ageMs = now.getTime() - ticket.checkedInAt.getTime();
  return ticket.checkedInBy === accountId && ageMs <= undoMinutes * 60_000;
}

/**
 * Decides an undo. No I/O, no clock. The caller must have checked that the account works at this
 * door.
 * @param checkedInAt identifies the check-in, so that a later one stays
 * @returns the ticket, valid again, or the refusal
 */
export function decideUndo(
  ticket: Ticket,
  event: EventCopy,
  { accountId, checkedInAt, now }: { accountId: string; checkedInAt: Date; now: Date },
): Ticket | Problem {
  const stands =
    ticket.status === 'checked_in' && ticket.checkedInAt?.getTime() === checkedInAt.getTime();
  if (!stands) {
    return conflict(
      'not_checked_in',
      'This check-in has already been undone or replaced. Look up the ticket to see its current state.',
    );
  }
  if (!mayUndo(ticket, event, accountId, now)) {
    return forbidden(
      `Only the organiser can undo this check-in: ${
        ticket.checkedInBy === accountId
          ? `it was made more than ${undoMinutes} minutes ago.`
          : 'someone else made it.'
      }`,
    );
  }
  return {
    ...ticket,
    version: ticket.version + 1,
    status: 'valid',
    checkedInAt: null,
    checkedInBy: null,
    gate: null,
  };
}
