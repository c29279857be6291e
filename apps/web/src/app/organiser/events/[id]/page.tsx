import type { getSales } from '@onsale/contracts/orders/http';
import { EventFrame } from '../../../../components/organiser/event-frame';
import { LiveSales } from '../../../../components/organiser/sales/live-sales';
import { SalesFigures } from '../../../../components/organiser/sales/sales-figures';
import { ShareEvent } from '../../../../components/organiser/share-event';
import { Notice } from '../../../../components/ui/notice';
import { ApiError } from '../../../../lib/api/problem';
import { api, origin } from '../../../../lib/api/server';
import type { PageProps } from '../../../../lib/page-props';
import { single } from '../../../../lib/query';
import { siteLocale } from '../../../../lib/site-locale';
import { eventTitle } from '../../event-title';
import { ownPage } from '../../in-words';
import { ownEvent } from '../../own-event';

export const generateMetadata = eventTitle('Sales', 'sales:read');

export default ownPage(EventSales);

/** The dashboard of an event's sales. */
async function EventSales({ params, searchParams }: PageProps<{ id: string }>) {
  const { id } = await params;
  const event = await ownEvent(id, `/organiser/events/${id}`, 'sales:read');
  const published = single((await searchParams).published) === '1' && event.status === 'published';
  const [locale, sales] = await Promise.all([siteLocale(), readSales(id)]);
  const figures = sales && {
    // The sale has no currency before the first ticket type.
    sales: { ...sales, revenue: { ...sales.revenue, currency: event.currency } },
    at: new Date().toISOString(),
  };
  const { timeZone } = event;
  return (
    <EventFrame event={event}>
      {published && (
        <Notice kind="good" title="Your event is published." className="mb-8">
          <p>
            {event.unlisted
              ? 'Only people with the link can find it. Share the link below.'
              : 'Everyone can find it now. Share the link below.'}
          </p>
        </Notice>
      )}
      {event.status === 'published' && (
        <ShareEvent
          title={event.title}
          address={`${await origin()}/events/${id}`}
          qrPath={`/organiser/events/${id}/qr`}
          sheetPath={`/organiser/events/${id}/sheet`}
        />
      )}
      {!figures && (
        <Notice kind="warn" title="Sales figures are still loading.">
          <p>Reload this page in a moment.</p>
        </Notice>
      )}
      {figures &&
        (event.status === 'published' ? (
          <LiveSales eventId={id} initial={figures} {...{ timeZone, locale }} />
        ) : (
          <SalesFigures {...figures} {...{ timeZone, locale }} />
        ))}
    </EventFrame>
  );
}

/** Null until `orders` has received a new event. @throws ApiError */
async function readSales(id: string) {
  try {
    return await api<typeof getSales>({
      method: 'GET',
      path: '/api/events/:id/sales',
      params: { id },
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
