import type { AsRead } from '../tolerance.js';
import type { EventState } from './messages.js';

/**
 * What happened to an event, for its ticket holders and visitors.
 * - `published`: everyone may see it
 * - `moved`: its time or place has changed
 * - `cancelled`: it does not take place; this is final
 */
export interface EventFact {
  readonly fact: 'published' | 'moved' | 'cancelled';
}

type FactsOfEvent = Pick<
  AsRead<EventState>,
  'status' | 'startsAt' | 'endsAt' | 'timeZone' | 'venueName' | 'venueAddress'
>;

/**
 * What happened between two states of an event; `before` is undefined for the first state. `moved`
 * is a difference: an event that was moved there and back between the two has not moved. With a
 * status that this release does not know, `moved` is the only possible fact.
 */
export function factsBetween(before: FactsOfEvent | undefined, after: FactsOfEvent): EventFact[] {
  const facts: EventFact[] = [];
  if (before?.status === 'cancelled') return facts;
  if (after.status === 'cancelled') return [{ fact: 'cancelled' }];
  const wasShown = before !== undefined && before.status !== 'draft';
  if (after.status === 'published' && !wasShown) facts.push({ fact: 'published' });
  if (wasShown && isElsewhere(before, after)) facts.push({ fact: 'moved' });
  return facts;
}

const isElsewhere = (before: FactsOfEvent, after: FactsOfEvent): boolean =>
  Date.parse(before.startsAt) !== Date.parse(after.startsAt) ||
  Date.parse(before.endsAt) !== Date.parse(after.endsAt) ||
  before.timeZone !== after.timeZone ||
  before.venueName !== after.venueName ||
  before.venueAddress !== after.venueAddress;
