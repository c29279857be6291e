import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { useEffect, useRef, useState } from 'react';
import { statusNow } from '../../lib/availability';

const words = {
  open: 'on sale',
  sold_out: 'sold out',
  closed: 'no longer on sale',
  paused: 'not on sale for now',
};

/** Reads out what comes on sale or sells out while the page is open; never mere counts. */
export function StockNews({
  ticketTypes,
  availability,
  nowMs,
}: {
  ticketTypes: readonly TicketType[];
  availability: Availability | null;
  nowMs: number;
}) {
  const known = useRef(new Map<string, string>());
  const [news, setNews] = useState('');
  useEffect(() => {
    const changes: string[] = [];
    for (const stock of availability?.ticketTypes ?? []) {
      const status = statusNow(stock, nowMs);
      const before = known.current.get(stock.ticketTypeId);
      known.current.set(stock.ticketTypeId, status);
      const name = ticketTypes.find((type) => type.id === stock.ticketTypeId)?.name;
      if (before === undefined || before === status || !name || status === 'not_open') continue;
      changes.push(`${isolate(name)} is ${words[status]}.`);
    }
    if (changes.length > 0) setNews(changes.join(' '));
  }, [ticketTypes, availability, nowMs]);
  return (
    <p aria-live="polite" className="sr-only">
      {news}
    </p>
  );
}
