import { isId } from '@onsale/contracts/values';
import { readInstant } from './instant.js';

/** The position before the first event in a list of events, soonest first. */
export const beforeAll = { startsAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Whether a cursor names a position in a list of events, soonest first. */
export const isPlace = (startsAt: string, id: string): boolean =>
  readInstant(startsAt) === startsAt && isId(id);
