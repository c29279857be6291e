'use client';

import { SalesFigures } from './sales-figures';
import { type SalesReading, useLiveSales } from './use-live-sales';

/** The sales of a public event, updated while the page is visible. */
export function LiveSales({
  eventId,
  initial,
  timeZone,
  locale,
}: {
  eventId: string;
  initial: SalesReading;
  timeZone: string;
  locale: string;
}) {
  const { sales, at, live, stale } = useLiveSales(eventId, initial);
  const state = stale
    ? 'No connection: these figures may be out of date.'
    : live
      ? 'Live'
      : 'Updated every few seconds';
  return (
    <SalesFigures {...{ sales, at, timeZone, locale }}>
      <p
        role="status"
        className={`scripted flex items-center gap-2 text-sm ${stale ? 'text-warn' : 'text-muted'}`}
      >
        <span
          aria-hidden="true"
          className={`size-2.5 rounded-[50%] ${live && !stale ? 'bg-good' : 'border border-field'}`}
        />
        {state}
      </p>
    </SalesFigures>
  );
}
