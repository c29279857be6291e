import type { EventListing } from '@onsale/contracts/catalog/http';
import { useCallback, useEffect, useState } from 'react';
import { browserApi } from '../lib/api/browser';
import { loadEvent } from '../lib/load-order';
import { useLookAgain } from './use-look-again';

/** The current event of an order; null until it is loaded. */
export function useEvent(eventId: string | undefined): EventListing | null {
  const [event, setEvent] = useState<EventListing | null>(null);
  const load = useCallback(() => {
    if (eventId === undefined) return;
    loadEvent(browserApi, eventId).then(
      // A failed reading leaves the event as it was.
      (loaded) => setEvent((before) => loaded ?? before),
      () => undefined,
    );
  }, [eventId]);
  useEffect(load, [load]);
  useLookAgain(load);
  return event;
}
