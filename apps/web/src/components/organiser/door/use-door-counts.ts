'use client';

import type { getDoor } from '@onsale/contracts/tickets/http';
import { useCallback } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { useReading } from '../use-reading';

const pollMs = 5_000;

export interface DoorCounts {
  readonly issued: number;
  readonly checkedIn: number;
}

/** How many are expected and how many are in, at all gates. `refresh` after an own check-in. */
export function useDoorCounts(eventId: string, initial: DoorCounts) {
  const read = useCallback(
    async (signal: AbortSignal): Promise<DoorCounts> => {
      const { issued, checkedIn } = await browserApi<typeof getDoor>({
        method: 'GET',
        path: '/api/events/:id/door',
        params: { id: eventId },
        signal,
      });
      return { issued, checkedIn };
    },
    [eventId],
  );
  const { value: counts, stale, refresh } = useReading(initial, read, pollMs);
  return { counts, stale, refresh };
}
