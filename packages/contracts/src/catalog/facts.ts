import type { AsRead } from '../tolerance.js';
import type { EventState } from './messages.js';

/**
 * What happened to an event, for those who hold tickets of it or look at it.
 * - `published`: everybody may see it
 * - `moved`: it takes place at another time or elsewhere than it was known to
 * - `called off`: it does not take place, and there is no way back
 */
export interface EventFact {
  readonly fact: 'published' | 'moved' | 'called off';
}

type FactsOfEvent = Pick<
  AsRead<EventState>,
  'status' | 'startsAt' | 'endsAt' | 'timeZone' | 'venueName' | 'venueAddress'
>;

/**
 * What happened between two states of an event, of which the first may be none at all. `moved` is a
 * difference: of an event that was moved there and back between the two, nobody need hear. Nothing is
 * said of a status that is not known here but where the event takes place.
 */
export function factsBetween(before: FactsOfEvent | undefined, after: FactsOfEvent): EventFact[] {
  const facts: EventFact[] = [];
  if (before?.status === 'cancelled') return facts;
  if (after.status === 'cancelled') return [{ fact: 'called off' }];
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
