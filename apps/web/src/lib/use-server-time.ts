import { useEffect, useState } from 'react';
import { serverNow } from './server-clock';

/**
 * The server's time, ticking every second. Until the browser has taken over it stays at
 * `initialMs`, when the page was made, so that both render the same.
 */
export function useServerTime(initialMs: number, ticking = true): number {
  const [now, setNow] = useState(initialMs);
  useEffect(() => {
    if (!ticking) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
