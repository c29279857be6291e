'use client';

import type { getDoor } from '@onsale/contracts/tickets/http';
import { useCallback } from 'react';
import { browserApi } from '../../../lib/api/browser';
import type { AnswerOf } from '../../../lib/api/call';
import { useReading } from '../use-reading';

const pollMs = 5_000;

export type DoorState = Pick<
  AnswerOf<typeof getDoor>,
  'issued' | 'checkedIn' | 'ticketTypes' | 'checkInOpensAt'
>;

/** How many people are expected and admitted at all gates. `refresh` after a check-in here. */
export function useDoorState(eventId: string, initial: DoorState) {
  const read = useCallback(
    (signal: AbortSignal): Promise<DoorState> =>
      browserApi<typeof getDoor>({
        method: 'GET',
        path: '/api/events/:id/door',
        params: { id: eventId },
        signal,
      }),
    [eventId],
  );
  const { value: state, stale, refresh } = useReading(initial, read, pollMs);
  return { state, stale, refresh };
}
