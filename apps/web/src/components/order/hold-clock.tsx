'use client';

import type { getOrder } from '@onsale/contracts/orders/http';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { browserApi } from '../../lib/api/browser';
import { useServerTime } from '../../lib/use-server-time';
import { Countdown } from '../ui/countdown';

/** How long the tickets are still held. When the time is up it goes to where that is told. */
export function HoldClock({
  orderId,
  expiresAtMs,
  madeAtMs,
  until,
}: {
  orderId: string;
  expiresAtMs: number;
  /** When the server made this page. */
  madeAtMs: number;
  /** The end as a time of day, for readers without JavaScript. */
  until: string;
}) {
  const router = useRouter();
  const nowMs = useServerTime(madeAtMs);
  const over = nowMs >= expiresAtMs;
  useEffect(() => {
    if (over) router.replace(`/orders/${orderId}`);
  }, [over, orderId, router]);
  useEffect(() => {
    // The back button brings this page as it was, and another window may have paid or cancelled.
    const asking = new AbortController();
    isPending(orderId, asking.signal)
      .then((pending) => {
        if (!pending) router.replace(`/orders/${orderId}`);
      })
      .catch(() => undefined);
    return () => asking.abort();
  }, [orderId, router]);
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-lg">
      <Countdown
        label="Time left to pay"
        untilMs={expiresAtMs}
        nowMs={nowMs}
        className="font-[650] text-accent text-xl"
      />
      <span>
        {over ? 'The time is up.' : 'left to pay. Your tickets are held for you'}
        {!over && <noscript> until {until}</noscript>}
        {!over && '.'}
      </span>
    </p>
  );
}

/** Whether the order still waits to be paid. Its answer also tells the server's clock. */
async function isPending(orderId: string, signal: AbortSignal): Promise<boolean> {
  const order = await browserApi<typeof getOrder>({
    method: 'GET',
    path: '/api/orders/:id',
    params: { id: orderId },
    signal,
  });
  return order.status === 'pending';
}
