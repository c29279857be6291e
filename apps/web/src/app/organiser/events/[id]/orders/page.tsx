import type { EventOrder, listEventOrders } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { CursorLinks } from '../../../../../components/organiser/cursor-links';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { Link } from '../../../../../components/organiser/link';
import { orderLabels, orderStatuses } from '../../../../../components/organiser/order-status';
import { SearchForm } from '../../../../../components/organiser/search-form';
import { StatusMark } from '../../../../../components/organiser/status-mark';
import { Empty } from '../../../../../components/ui/empty';
import { api } from '../../../../../lib/api/server';
import { formatDateTime } from '../../../../../lib/dates';
import { formatMoney } from '../../../../../lib/money';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { single, withQuery } from '../../../../../lib/query';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Orders', 'orders:read');

export default ownPage(EventOrders);

/** The orders for an event, newest first: all, or those with one status. */
async function EventOrders({ params, searchParams }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/orders`;
  const event = await ownEvent(id, here, 'orders:read');
  const query = await searchParams;
  const cursor = single(query.cursor);
  const status = orderStatuses.find((one) => one === single(query.status));
  const q = (single(query.q) ?? '').trim().slice(0, 100);
  const { items, nextCursor } = await orNotFound(
    api<typeof listEventOrders>({
      method: 'GET',
      path: '/api/events/:id/orders',
      params: { id },
      query: {
        limit: 50,
        ...(cursor ? { cursor } : {}),
        ...(status ? { status } : {}),
        ...(q ? { q } : {}),
      },
    }),
    here,
  );
  const locale = siteLocale();
  return (
    <EventFrame event={event}>
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-8 gap-y-3">
        <h2 className="text-xl">Orders</h2>
        <nav aria-label="Orders by status" className="flex flex-wrap gap-x-5 text-sm">
          {[undefined, ...orderStatuses].map((one) => (
            <Link
              key={one ?? 'all'}
              href={withQuery(here, { status: one ?? '', q })}
              aria-current={one === status ? 'page' : undefined}
              className="tap py-2 text-muted underline-offset-4 hover:text-ink hover:underline aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-2 aria-[current]:decoration-accent"
            >
              {one ? orderLabels[one].text : 'All'}
            </Link>
          ))}
        </nav>
      </div>
      <SearchForm
        action={here}
        label="Search by name, email or order number"
        q={q}
        also={{ status: status ?? '' }}
      />
      {items.length === 0 ? (
        <Empty title={emptyTitle(q, status !== undefined || cursor !== undefined)}>
          <p>
            {q
              ? 'Try part of a name, email or order number.'
              : 'New orders appear here within seconds.'}
          </p>
        </Empty>
      ) : (
        <ul className="border-ink border-t-2">
          {items.map((order) => (
            <OrderRow
              key={order.id}
              {...{ order, locale }}
              href={`${here}/${order.id}`}
              timeZone={event.timeZone}
            />
          ))}
        </ul>
      )}
      <CursorLinks
        path={here}
        query={{ status: status ?? '', q }}
        {...{ cursor, nextCursor }}
        firstLabel="Newest orders"
        nextLabel="Older orders"
      />
    </EventFrame>
  );
}

function emptyTitle(q: string, isFiltered: boolean): string {
  if (q) return `No orders match “${isolate(q)}”.`;
  return isFiltered ? 'No matching orders.' : 'No orders yet.';
}

function OrderRow({
  order,
  href,
  timeZone,
  locale,
}: {
  order: EventOrder;
  /** The page of the order. */
  href: string;
  timeZone: string;
  locale: string;
}) {
  const when = (at: string) => formatDateTime(at, timeZone, locale);
  return (
    <li className="wrap-anywhere grid grid-cols-1 gap-x-8 gap-y-1 border-rule border-b py-4 text-sm md:grid-cols-[13rem_1fr_1fr_auto] md:items-baseline">
      <p className="figures text-muted">{when(order.placedAt)}</p>
      <p className="min-w-0 break-words">
        <Link
          href={href}
          className="text-link tap wrap-anywhere inline-block py-1 font-semibold text-base"
        >
          <bdi>{order.buyer.name}</bdi>
        </Link>
        <span className="block text-muted">{order.buyer.email}</span>
      </p>
      <p className="figures">
        {order.lines.map((line) => (
          <span key={line.ticketTypeId} className="block">
            {line.quantity} × <bdi>{line.ticketTypeName}</bdi>
          </span>
        ))}
        {order.status === 'pending' && (
          <span className="text-muted">held until {when(order.expiresAt)}</span>
        )}
        {order.refunds.some(({ refundedAt }) => refundedAt === null) && (
          <span className="text-warn">refund on its way</span>
        )}
      </p>
      <p className="figures flex items-baseline justify-between gap-4 md:flex-col md:items-end md:gap-1">
        <span className="font-semibold text-base">{formatMoney(order.total, locale)}</span>
        <StatusMark {...orderLabels[order.status]} />
      </p>
    </li>
  );
}
