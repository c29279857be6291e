import { useCallback, useEffect, useRef, useState } from 'react';
import { browserApi } from '../lib/api/browser';
import { loadEvent, type OrderedEvent } from '../lib/load-order';
import { useLookAgain } from './use-look-again';

/**
 * The current event of an order; null until it is loaded.
 * @param known by the page before: saves the first load
 */
export function useEvent(
  eventId: string | undefined,
  known: OrderedEvent | null = null,
): OrderedEvent | null {
  const [event, setEvent] = useState(known);
  const load = useCallback(() => {
    if (eventId === undefined) return;
    loadEvent(browserApi, eventId).then(
      // A failed reading leaves the event as it was.
      (loaded) => setEvent((before) => loaded ?? before),
      () => undefined,
    );
  }, [eventId]);
  const isKnown = useRef(known !== null);
  useEffect(() => {
    if (!isKnown.current) load();
  }, [load]);
  useLookAgain(load);
  return event;
}
