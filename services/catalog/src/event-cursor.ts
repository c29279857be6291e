import { invalid } from '@onsale/runtime';
import { readInstant } from './instant.js';

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The position before the first event in a list of events, soonest first. */
export const beforeAll = { startsAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Whether a cursor names a position in a list of events, soonest first. */
export const isPlace = (startsAt: string, id: string): boolean =>
  readInstant(startsAt) === startsAt && uuid.test(id);

export const badCursor = () =>
  invalid({ field: 'cursor', message: 'cursor must be the nextCursor of the page before.' });
