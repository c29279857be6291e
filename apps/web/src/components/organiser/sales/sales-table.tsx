import { formatDateTime } from '../../../lib/dates';
import { formatMoney } from '../../../lib/money';
import type { ChartBucket } from './chart-model';

/** The chart in words and figures. */
export function SalesTable({
  buckets,
  bucketSeconds,
  currency,
  timeZone,
  locale,
}: {
  buckets: readonly ChartBucket[];
  bucketSeconds: number;
  currency: string;
  timeZone: string;
  locale: string;
}) {
  return (
    <details className="mt-4 text-sm">
      <summary className="text-link tap py-2">View as a table</summary>
      <section
        aria-label="Sales over time"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-2 max-h-96 overflow-auto"
      >
        <table className="figures w-full border-collapse text-right">
          <caption className="sr-only">
            Tickets sold over time, {span(bucketSeconds)} at a time; times without sales are left
            out.
          </caption>
          <thead>
            <tr className="border-field border-b text-muted">
              <th scope="col" className="py-2 pr-4 text-left font-semibold">
                From
              </th>
              <th scope="col" className="py-2 pr-4 font-semibold">
                Sold
              </th>
              <th scope="col" className="py-2 pr-4 font-semibold">
                Total
              </th>
              <th scope="col" className="py-2 font-semibold">
                Revenue
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.map(({ at, sold, soldSoFar, revenue }) => (
              <tr key={at} className="border-rule border-b">
                <th
                  scope="row"
                  suppressHydrationWarning
                  className="py-1.5 pr-4 text-left font-normal"
                >
                  {formatDateTime(at, timeZone, locale)}
                </th>
                <td className="py-1.5 pr-4">{sold}</td>
                <td className="py-1.5 pr-4">{soldSoFar}</td>
                <td className="py-1.5">{formatMoney({ amount: revenue, currency }, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`;
  if (seconds < 3_600) return `${seconds / 60} minutes`;
  if (seconds < 86_400) return `${seconds / 3_600} hours`;
  return `${seconds / 86_400} days`;
}
