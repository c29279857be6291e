import { conflict } from '@onsale/runtime';

/** 409: a cancelled event needs no door staff. */
export const noDoor = () =>
  conflict('event_cancelled', 'This event is cancelled, so it needs no door staff.');
