'use client';

import type { getSales, Sales } from '@onsale/contracts/orders/http';
import { useEffect, useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { serverNow } from '../../../lib/server-clock';
import { useAvailability } from '../../../lib/use-availability';
import { createRefresher, type Refresher } from './refresher';

const betweenMs = 1_000;
/** Also without news, and the only way while the stream is down. */
const pollMs = 10_000;

/** The figures of a sale, and when they were true (RFC 3339). */
export interface SalesReading {
  readonly sales: Sales;
  readonly at: string;
}

/** Sales of a public event as they happen. `stale`: the last try to read them failed. */
export function useLiveSales(
  eventId: string,
  initial: SalesReading,
): SalesReading & { live: boolean; stale: boolean } {
  const { availability, live } = useAvailability(eventId, null);
  const [reading, setReading] = useState(initial);
  const [stale, setStale] = useState(false);
  const refresher = useRef<Refresher>(null);

  useEffect(() => {
    const stopped = new AbortController();
    const created = createRefresher(async () => {
      try {
        const sales = await browserApi<typeof getSales>({
          method: 'GET',
          path: '/api/events/:id/sales',
          params: { id: eventId },
          signal: stopped.signal,
        });
        setReading({ sales, at: new Date(serverNow()).toISOString() });
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

  useEffect(() => {
    if (availability) refresher.current?.request();
  }, [availability]);

  return { ...reading, live, stale };
}
