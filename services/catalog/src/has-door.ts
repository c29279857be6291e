import { conflict } from '@onsale/runtime';
import type { EventRecord } from './event.js';

/** @throws Problem 409: an event that is cancelled or over needs no door staff */
export function assertHasDoor({ status, endsAt }: EventRecord, now: Date): void {
  if (status === 'cancelled') {
    throw conflict('event_cancelled', 'This event is cancelled, so it needs no door staff.');
  }
  if (endsAt <= now.toISOString()) {
    throw conflict('event_over', 'This event is over, so it needs no door staff.');
  }
}
