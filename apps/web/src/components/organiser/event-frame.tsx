import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability, getAvailability } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { copyEvent } from '../../actions/copy-event';
import { publishEvent } from '../../actions/publish-event';
import { ApiError } from '../../lib/api/problem';
import { api } from '../../lib/api/server';
import { formatDate, formatTime } from '../../lib/dates';
import { organiserRights } from '../../lib/organiser';
import { plain } from '../../lib/plain';
import { siteLocale } from '../../lib/site-locale';
import { Page } from '../layout/page';
import { ButtonLink } from '../ui/button';
import { Notice } from '../ui/notice';
import { ApprovalNeeded } from './approval-needed';
import { CopyEvent } from './copy-event';
import { saleByStock, statusLabel } from './event-status';
import { EventTabs } from './event-tabs';
import { Link } from './link';
import { PublishEvent } from './publish-event';
import { StatusMark } from './status-mark';

/** The frame of an event's organiser pages: its title, its status, and the other pages. */
export async function EventFrame({
  event,
  children,
}: {
  event: EventListing;
  children: ReactNode;
}) {
  const locale = siteLocale();
  const now = new Date().toISOString();
  const sale = event.status === 'published' ? await readSale(event.id) : null;
  const root = `/organiser/events/${event.id}`;
  const rights = event.status === 'draft' ? await organiserRights() : undefined;
  // A published page is the same for everyone; a draft is shown to its organiser alone.
  const page = `/events/${event.id}`;
  return (
    <Page>
      <header>
        <p className="mb-2 text-sm">
          <Link href="/organiser" className="text-link tap">
            My events
          </Link>
        </p>
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
          <div className="min-w-0">
            <h1 className="text-2xl">{event.title}</h1>
            <p className="figures wrap-anywhere mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-muted">
              <StatusMark
                {...statusLabel(event, saleByStock(sale, Date.parse(now)), now, locale)}
              />
              {event.unlisted && <span>Unlisted</span>}
              <span>
                {formatDate(event.startsAt, event.timeZone, locale)},{' '}
                {formatTime(event.startsAt, event.timeZone, locale)}
              </span>
              <span>{event.venueName}</span>
            </p>
          </div>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href={event.status === 'draft' ? plain(page) : page}>
              View event page
            </ButtonLink>
            {event.status === 'published' && (
              <ButtonLink href={`${root}/door`}>Check-in</ButtonLink>
            )}
            <CopyEvent title={event.title} action={copyEvent.bind(null, event.id)} />
          </div>
        </div>
      </header>
      {event.status === 'draft' && (
        <PublishEvent event={event} action={publishEvent.bind(null, event.id)} now={now} />
      )}
      {rights && !rights.mayPublish && (
        <ApprovalNeeded what="publish" accountId={rights.accountId} className="mt-6" />
      )}
      {event.status === 'cancelled' && (
        <Notice kind="bad" title="This event is cancelled." className="mt-8">
          <p>
            Sales have ended, paid orders are refunded and tickets are void. Reason:{' '}
            <q>{event.cancellationReason}</q>
          </p>
        </Notice>
      )}
      <EventTabs root={root} />
      {children}
    </Page>
  );
}

/** null while unknown. */
async function readSale(id: string): Promise<Availability | null> {
  try {
    return await api<typeof getAvailability>({
      method: 'GET',
      path: '/api/events/:id/availability',
      params: { id },
    });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
