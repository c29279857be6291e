'use client';

import type { Sales } from '@onsale/contracts/orders/http';
import { type PointerEvent, useState } from 'react';
import { formatDateTime, formatDay, formatTime, offsetMs } from '../../../lib/dates';
import { formatMoney } from '../../../lib/money';
import { type ChartBucket, chartModel } from './chart-model';
import { SalesDrawing } from './sales-drawing';
import { SalesTable } from './sales-table';

const dayMs = 86_400_000;

/** Tickets sold over time: the total, and each interval below. The table says the same. */
export function SalesChart({
  sales,
  at,
  timeZone,
  locale,
}: {
  sales: Sales;
  at: string;
  timeZone: string;
  locale: string;
}) {
  const [pointed, setPointed] = useState<string>();
  const model = chartModel(sales, at, timeZone);
  if (!model) {
    return (
      <section aria-labelledby="over-time">
        <h3 id="over-time" className="label-caps border-ink border-t-2 pt-3">
          Over time
        </h3>
        <p className="mt-4 text-muted">Your chart appears after the first sale.</p>
      </section>
    );
  }
  const moment = (instant: string) => formatDateTime(instant, timeZone, locale);
  const shown = model.buckets.find((bucket) => bucket.at === pointed) ?? model.buckets.at(-1);
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPointed(nearest(model.buckets, (event.clientX - box.left) / box.width)?.at);
  };
  return (
    <section aria-labelledby="over-time">
      <h3 id="over-time" className="label-caps border-ink border-t-2 pt-3">
        Over time
      </h3>
      {shown && (
        <p
          className="figures mt-4 flex flex-wrap justify-between gap-x-6 text-sm"
          suppressHydrationWarning
        >
          <span className="text-muted">{moment(shown.at)}</span>
          <span>
            {shown.sold} sold for{' '}
            {formatMoney({ amount: shown.revenue, currency: sales.revenue.currency }, locale)},{' '}
            <strong>{shown.soldSoFar} in total</strong>
          </span>
        </p>
      )}
      <div
        aria-hidden="true"
        className="figures mt-3 grid grid-cols-[auto_1fr] gap-x-3 text-muted text-xs"
      >
        <div className="relative w-[4ch] text-right">
          {model.lines.map((line) => (
            <span
              key={line}
              className="absolute right-0 -translate-y-1/2"
              style={{ top: `${(1 - line / model.top) * 14}rem` }}
            >
              {line}
            </span>
          ))}
        </div>
        <div
          className="relative touch-pan-y"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setPointed(undefined)}
        >
          <SalesDrawing model={model} pointed={pointed} />
          <div className="relative mt-1.5 h-5">
            {model.moments.map(({ x, at: instant }) => (
              <span
                key={instant}
                suppressHydrationWarning
                className={`absolute whitespace-nowrap ${x < 0.06 ? '' : x > 0.94 ? '-translate-x-full' : '-translate-x-1/2'}`}
                style={{ left: `${x * 100}%` }}
              >
                {momentLabel(instant, model.stepSeconds, timeZone, locale)}
              </span>
            ))}
          </div>
        </div>
      </div>
      <SalesTable
        buckets={model.buckets}
        bucketSeconds={sales.bucketSeconds}
        currency={sales.revenue.currency}
        {...{ timeZone, locale }}
      />
    </section>
  );
}

function nearest(buckets: readonly ChartBucket[], x: number): ChartBucket | undefined {
  const distance = ({ from, to }: ChartBucket) => Math.abs((from + to) / 2 - x);
  return [...buckets].sort((a, b) => distance(a) - distance(b))[0];
}

/** The day for midnight at the venue or steps of days, otherwise the time. */
function momentLabel(at: string, stepSeconds: number, timeZone: string, locale: string): string {
  const atMs = Date.parse(at);
  const isMidnight = (atMs + offsetMs(atMs, timeZone)) % dayMs === 0;
  if (!isMidnight && stepSeconds * 1000 < dayMs) return formatTime(at, timeZone, locale);
  return formatDay(at, timeZone, locale);
}
