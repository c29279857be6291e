'use client';

import type { getSales, Sales } from '@onsale/contracts/orders/http';
import { watchEvent } from '@onsale/live';
import { useCallback, useEffect, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { serverNow } from '../../../lib/server-clock';
import { useReading } from '../use-reading';

/** Also polls without news, because the stream may be down. */
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
  const [live, setLive] = useState(false);
  const read = useCallback(
    async (signal: AbortSignal): Promise<SalesReading> => {
      const sales = await browserApi<typeof getSales>({
        method: 'GET',
        path: '/api/events/:id/sales',
        params: { id: eventId },
        signal,
      });
      return { sales, at: new Date(serverNow()).toISOString() };
    },
    [eventId],
  );
  const { value, stale, refresh } = useReading(initial, read, pollMs);

  useEffect(
    () => watchEvent(eventId, { onAvailability: () => refresh(), onLive: setLive }),
    [eventId, refresh],
  );

  return { ...value, live, stale };
}
