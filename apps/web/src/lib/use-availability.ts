import type { Availability, getAvailability } from '@onsale/contracts/orders/http';
import { useEffect, useState } from 'react';
import { browserApi } from './api/browser';
import { mergeAvailability } from './availability';

const pollMs = 8_000;
/** Also beside a stream that seems well: a connection can die without anybody being told. */
const slowPollMs = 120_000;
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/**
 * Live stock of an event: over a stream that reconnects by itself, and by asking now and then
 * while there is none. `live` tells whether the stream is up.
 */
export function useAvailability(
  eventId: string,
  initial: Availability | null,
): { availability: Availability | null; live: boolean } {
  const [heard, setHeard] = useState<Availability | null>(null);
  const [live, setLive] = useState(false);

  useEffect(() => {
    const hear = (news: Availability) => setHeard((known) => mergeAvailability(known, news));
    return watch(eventId, hear, setLive);
  }, [eventId]);

  const availability = heard && initial ? mergeAvailability(initial, heard) : (heard ?? initial);
  return { availability, live };
}

/** Watches until the returned function is called. */
function watch(
  eventId: string,
  hear: (news: Availability) => void,
  setLive: (live: boolean) => void,
): () => void {
  let source: EventSource | undefined;
  let retryMs = firstRetryMs;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  const stopped = new AbortController();

  async function ask(): Promise<void> {
    try {
      hear(
        await browserApi<typeof getAvailability>({
          method: 'GET',
          path: '/api/events/:id/availability',
          params: { id: eventId },
          signal: stopped.signal,
        }),
      );
    } catch {
      // Shown stock may be old; the next question or the hold itself will tell.
    }
  }
  function askEvery(ms: number): void {
    clearInterval(poll);
    poll = setInterval(() => void ask(), ms);
  }
  function connect(): void {
    source?.close();
    source = new EventSource(`/api/events/${eventId}/availability/stream`);
    source.addEventListener('availability', (event) => {
      if (retryMs !== firstRetryMs || poll === undefined) askEvery(slowPollMs);
      retryMs = firstRetryMs;
      setLive(true);
      hear(JSON.parse(String(event.data)) as Availability);
    });
    source.addEventListener('error', () => {
      setLive(false);
      source?.close();
      askEvery(pollMs);
      clearTimeout(retry);
      // Spread out: when a server comes back, not everybody at once.
      retry = setTimeout(connect, retryMs * (0.5 + Math.random()));
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    });
  }
  function disconnect(): void {
    source?.close();
    clearTimeout(retry);
    clearInterval(poll);
    poll = undefined;
  }
  /** A page in the background needs no stream; coming back it looks at once. */
  function whenSeen(): void {
    if (document.visibilityState === 'visible') connect();
    else disconnect();
  }

  connect();
  document.addEventListener('visibilitychange', whenSeen);
  return () => {
    document.removeEventListener('visibilitychange', whenSeen);
    stopped.abort();
    disconnect();
  };
}
