import { without } from '../facts.js';
import type { AsRead } from '../tolerance.js';
import type { TicketState } from './messages.js';

/**
 * What happened to a ticket. A ticket that was checked in and then voided keeps `checked in`.
 * `check-in undone` is a difference: a ticket that was checked in and undone between the two states
 * has neither fact.
 */
export interface TicketFact {
  readonly fact: 'issued' | 'checked in' | 'check-in undone' | 'voided';
}

type FactsOfTicket = Pick<AsRead<TicketState>, 'status' | 'checkedInAt'>;

function factsOf({ status, checkedInAt }: FactsOfTicket): TicketFact[] {
  const facts: TicketFact[] = [{ fact: 'issued' }];
  if (status === 'checked_in' || checkedInAt !== null) facts.push({ fact: 'checked in' });
  if (status === 'void') facts.push({ fact: 'voided' });
  return facts;
}

/** What happened between two states of a ticket; see `factsBetween` of orders. */
export const factsBetween = (
  before: FactsOfTicket | undefined,
  after: FactsOfTicket,
): TicketFact[] => [
  ...(wasUndone(before, after) ? [{ fact: 'check-in undone' as const }] : []),
  ...without(factsOf(after), before ? factsOf(before) : []),
];

/** Not of a void ticket: that is final. */
const wasUndone = (before: FactsOfTicket | undefined, after: FactsOfTicket): boolean =>
  before?.status === 'checked_in' && after.status !== 'checked_in' && after.checkedInAt === null;
