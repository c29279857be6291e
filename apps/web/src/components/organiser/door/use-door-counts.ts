'use client';

import type { getDoor } from '@onsale/contracts/tickets/http';
import { useEffect, useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { createRefresher, type Refresher } from '../sales/refresher';

const pollMs = 5_000;
const betweenMs = 1_000;

export interface DoorCounts {
  readonly issued: number;
  readonly checkedIn: number;
}

/** How many are expected and how many are in, at all gates. `refresh` after an own check-in. */
export function useDoorCounts(eventId: string, initial: DoorCounts) {
  const [counts, setCounts] = useState(initial);
  const [stale, setStale] = useState(false);
  const refresher = useRef<Refresher>(null);
  useEffect(() => {
    const stopped = new AbortController();
    const created = createRefresher(async () => {
      try {
        const { issued, checkedIn } = await browserApi<typeof getDoor>({
          method: 'GET',
          path: '/api/events/:id/door',
          params: { id: eventId },
          signal: stopped.signal,
        });
        setCounts({ issued, checkedIn });
        setStale(false);
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        setStale(true);
      }
    }, betweenMs);
    refresher.current = created;
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') created.request();
    }, pollMs);
    return () => {
      clearInterval(poll);
      created.stop();
      stopped.abort();
    };
  }, [eventId]);
  return { counts, stale, refresh: () => refresher.current?.request() };
}
