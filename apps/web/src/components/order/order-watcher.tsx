'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const firstLookMs = 700;
const longestWaitMs = 5_000;
const growth = 1.2;

/** Looks again while something is still to come: quickly at first, then with patience. */
export function OrderWatcher({ unsettled }: { unsettled: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!unsettled) return;
    let waitMs = firstLookMs;
    let timer = setTimeout(function look() {
      if (document.visibilityState === 'visible') router.refresh();
      waitMs = Math.min(waitMs * growth, longestWaitMs);
      timer = setTimeout(look, waitMs);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [unsettled, router]);
  if (!unsettled) return null;
  return (
    <noscript>
      <meta httpEquiv="refresh" content="3" />
    </noscript>
  );
}
