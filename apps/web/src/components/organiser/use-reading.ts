'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { keepReading } from './keep-reading';

/**
 * The latest result of `read`; `stale` while it fails.
 * @param read keeps its identity while it reads the same
 */
export function useReading<T>(
  initial: T,
  read: (signal: AbortSignal) => Promise<T>,
  pollMs: number,
): { value: T; stale: boolean; refresh: () => void } {
  const [value, setValue] = useState(initial);
  const [stale, setStale] = useState(false);
  const reading = useRef<ReturnType<typeof keepReading>>(null);
  useEffect(() => {
    const started = keepReading({
      read,
      onRead(news) {
        setValue(news);
        setStale(false);
      },
      onStale: () => setStale(true),
      pollMs,
    });
    reading.current = started;
    return started.stop;
  }, [read, pollMs]);
  const refresh = useCallback(() => reading.current?.refresh(), []);
  return { value, stale, refresh };
}
