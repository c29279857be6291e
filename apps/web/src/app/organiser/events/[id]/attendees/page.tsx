import { isolate } from '@onsale/contracts/text';
import type { Attendee, listAttendees } from '@onsale/contracts/tickets/http';
import { attendeeLabels } from '../../../../../components/organiser/attendee-status';
import { CursorLinks } from '../../../../../components/organiser/cursor-links';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { Link } from '../../../../../components/organiser/link';
import { SearchForm } from '../../../../../components/organiser/search-form';
import { StatusMark } from '../../../../../components/organiser/status-mark';
import { buttonClass } from '../../../../../components/ui/button';
import { Empty } from '../../../../../components/ui/empty';
import { Icon } from '../../../../../components/ui/icon';
import { api } from '../../../../../lib/api/server';
import { formatDateTime } from '../../../../../lib/dates';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { single } from '../../../../../lib/query';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Attendees', 'attendees:read');

export default ownPage(Attendees);

/** The people who have a ticket, to search and to export. */
async function Attendees({ params, searchParams }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/attendees`;
  const event = await ownEvent(id, here, 'attendees:read');
  const query = await searchParams;
  const cursor = single(query.cursor);
  const q = (single(query.q) ?? '').trim().slice(0, 100);
  const { items, nextCursor } = await orNotFound(
    api<typeof listAttendees>({
      method: 'GET',
      path: '/api/events/:id/attendees',
      params: { id },
      query: { limit: 50, ...(cursor ? { cursor } : {}), ...(q ? { q } : {}) },
    }),
    here,
  );
  const locale = siteLocale();
  return (
    <EventFrame event={event}>
      <div className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <h2 className="text-xl">Attendees</h2>
        <a href={`/api/events/${id}/attendees.csv`} download className={buttonClass('secondary')}>
          <Icon name="download" />
          Export CSV
        </a>
      </div>
      <SearchForm action={here} label="Search by name, email, short code or order number" q={q} />
      {items.length === 0 ? (
        <Empty title={q ? `No attendees match “${isolate(q)}”.` : 'No attendees yet.'}>
          <p>
            {q ? 'Try part of a name or email.' : 'Tickets are issued as soon as an order is paid.'}
          </p>
        </Empty>
      ) : (
        <ul className="border-ink border-t-2">
          {items.map((attendee) => (
            <AttendeeRow
              key={attendee.ticketId}
              {...{ attendee, locale }}
              orderHref={`/organiser/events/${id}/orders/${attendee.orderId}`}
              timeZone={event.timeZone}
            />
          ))}
        </ul>
      )}
      <CursorLinks
        path={here}
        query={{ q }}
        {...{ cursor, nextCursor }}
        firstLabel="Newest tickets"
        nextLabel="Older tickets"
      />
    </EventFrame>
  );
}

function AttendeeRow({
  attendee,
  orderHref,
  timeZone,
  locale,
}: {
  attendee: Attendee;
  /** The page of the order. */
  orderHref: string;
  timeZone: string;
  locale: string;
}) {
  const { checkedInAt, gate } = attendee;
  return (
    <li className="wrap-anywhere grid grid-cols-1 gap-x-8 gap-y-1 border-rule border-b py-4 text-sm md:grid-cols-[1fr_1fr_8rem_15rem] md:items-baseline">
      <p className="min-w-0 break-words">
        <Link
          href={orderHref}
          className="text-link tap wrap-anywhere inline-block py-1 font-semibold text-base"
        >
          <bdi>{attendee.holderName}</bdi>
        </Link>
        <span className="block text-muted">{attendee.holderEmail}</span>
      </p>
      <p>{attendee.ticketTypeName}</p>
      <p className="figures font-mono">{attendee.shortCode}</p>
      <p className="figures flex flex-wrap items-baseline gap-x-3 gap-y-1 md:justify-end">
        {checkedInAt && (
          <span className="text-muted">
            {formatDateTime(checkedInAt, timeZone, locale)}
            {gate && `, ${isolate(gate)}`}
          </span>
        )}
        <StatusMark {...attendeeLabels[attendee.status]} />
      </p>
    </li>
  );
}
