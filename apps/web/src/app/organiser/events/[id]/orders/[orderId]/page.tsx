import type { getEventOrder } from '@onsale/contracts/orders/http';
import type { listArrivals, listAttendees } from '@onsale/contracts/tickets/http';
import { EventFrame } from '../../../../../../components/organiser/event-frame';
import { Link } from '../../../../../../components/organiser/link';
import { DoorLog, OrderTickets } from '../../../../../../components/organiser/order-at-door';
import { OrderMoney } from '../../../../../../components/organiser/order-money';
import { orderLabels } from '../../../../../../components/organiser/order-status';
import { StatusMark } from '../../../../../../components/organiser/status-mark';
import { ApiError } from '../../../../../../lib/api/problem';
import { api } from '../../../../../../lib/api/server';
import { formatDateTime } from '../../../../../../lib/dates';
import { orNotFound } from '../../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../../lib/page-props';
import { siteLocale } from '../../../../../../lib/site-locale';
import { eventTitle } from '../../../../event-title';
import { ownPage } from '../../../../in-words';
import { ownEvent } from '../../../../own-event';

export const generateMetadata = eventTitle('Order', 'orders:read');

const most = 100;

export default ownPage(EventOrder);

/** One order, for its event's organiser: who bought what, the money, the tickets and their scans. */
async function EventOrder({ params }: PageProps<{ id: string; orderId: string }>) {
  const { id, orderId } = await params;
  const list = `/organiser/events/${id}/orders`;
  const here = `${list}/${orderId}`;
  const event = await ownEvent(id, here, 'orders:read');
  const [order, tickets, log] = await orNotFound(
    Promise.all([
      api<typeof getEventOrder>({
        method: 'GET',
        path: '/api/events/:id/orders/:orderId',
        params: { id, orderId },
      }),
      orNothing(
        api<typeof listAttendees>({
          method: 'GET',
          path: '/api/events/:id/attendees',
          params: { id },
          query: { orderId, limit: most },
        }),
      ),
      orNothing(
        api<typeof listArrivals>({
          method: 'GET',
          path: '/api/events/:id/door/log',
          params: { id },
          query: { orderId, limit: most },
        }),
      ),
    ]),
    here,
  );
  const locale = siteLocale();
  const shown = { locale, when: (at: string) => formatDateTime(at, event.timeZone, locale) };
  return (
    <EventFrame event={event}>
      <p className="mb-4 text-sm">
        <Link href={list} className="text-link tap">
          All orders
        </Link>
      </p>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-4 gap-y-2">
        <h2 className="wrap-anywhere text-xl">
          Order by <bdi>{order.buyer.name}</bdi>
        </h2>
        <StatusMark {...orderLabels[order.status]} />
      </div>
      <p className="wrap-anywhere text-muted text-sm">{order.buyer.email}</p>
      <p className="figures mb-10 break-all text-muted text-sm">Order {order.id}</p>
      <div className="grid grid-cols-1 gap-x-14 gap-y-10 lg:grid-cols-2">
        <OrderMoney order={order} event={event} {...shown} />
        <div className="space-y-10">
          <OrderTickets
            tickets={tickets?.items ?? null}
            status={order.status}
            more={tickets?.nextCursor ? `/organiser/events/${id}/attendees?q=${orderId}` : null}
            {...shown}
          />
          <DoorLog entries={log?.items ?? []} isCut={log?.nextCursor != null} {...shown} />
        </div>
      </div>
    </EventFrame>
  );
}

/** Null when the service does not answer: the page still shows the money. */
async function orNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 503) return null;
    throw error;
  }
}
