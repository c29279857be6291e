import type { EventListing } from '@onsale/contracts/catalog/http';
import { useEffect, useState } from 'react';
import { browserApi } from '../lib/api/browser';
import { loadEvent } from '../lib/load-order';

/** The event of an order; null until it is there. */
export function useEvent(eventId: string | undefined): EventListing | null {
  const [event, setEvent] = useState<EventListing | null>(null);
  useEffect(() => {
    if (eventId === undefined) return;
    loadEvent(browserApi, eventId).then(setEvent, () => undefined);
  }, [eventId]);
  return event;
}
