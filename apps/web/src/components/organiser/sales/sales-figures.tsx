import type { Sales } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { formatMoney } from '../../../lib/money';
import { orderLabels, orderStatuses } from '../order-status';
import { SalesChart } from './sales-chart';
import { TicketTypeSales } from './ticket-type-sales';

/** Tickets sold, held and left, and the revenue. `children`: how fresh the figures are. */
export function SalesFigures({
  sales,
  at,
  timeZone,
  locale,
  children,
}: {
  sales: Sales;
  /** When the figures were true, RFC 3339. */
  at: string;
  timeZone: string;
  locale: string;
  children?: ReactNode;
}) {
  // Shared places count once, however many ticket types share them.
  const places = [...sales.ticketTypes.filter((type) => !type.poolId), ...(sales.pools ?? [])];
  const count = (part: 'sold' | 'held' | 'available' | 'capacity') =>
    places.reduce((sum, type) => sum + type[part], 0);
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-8 gap-y-2">
        <h2 className="text-xl">Sales</h2>
        {children}
      </div>
      <dl className="grid grid-cols-3 border-ink border-t-2 md:grid-cols-4">
        <Figure name="Revenue" wide>
          {formatMoney(sales.revenue, locale)}
        </Figure>
        <Figure name="Sold">
          {number(count('sold'))}
          <span className="ml-2 font-normal text-muted text-sm tracking-normal">
            of {number(count('capacity'))}
          </span>
        </Figure>
        <Figure name="Held">{number(count('held'))}</Figure>
        <Figure name="Left">{number(count('available'))}</Figure>
      </dl>
      <div className="mt-12 grid grid-cols-1 gap-x-14 gap-y-12 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <SalesChart {...{ sales, at, timeZone, locale }} />
        <div>
          <section aria-labelledby="by-type">
            <h3 id="by-type" className="label-caps mb-4 border-ink border-t-2 pt-3">
              By ticket type
            </h3>
            <TicketTypeSales sales={sales} locale={locale} />
          </section>
          <section aria-labelledby="by-status" className="mt-10">
            <h3 id="by-status" className="label-caps mb-2 border-ink border-t-2 pt-3">
              Orders
            </h3>
            <dl>
              {orderStatuses.map((status) => (
                <div key={status} className="flex justify-between gap-4 py-1 text-sm">
                  <dt>{orderLabels[status].text}</dt>
                  <dd className="figures">{number(sales.orders[status])}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
      </div>
    </>
  );
}

function Figure({
  name,
  wide = false,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={`border-rule border-b py-4 pr-4 md:border-b-0 ${wide ? 'col-span-3 md:col-span-1' : ''}`}
    >
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="figures mt-1 font-[650] text-xl tracking-[-0.02em] lg:text-2xl">{children}</dd>
    </div>
  );
}
