import type { OrganiserEvent } from '@onsale/contracts/catalog/http';
import { isolate } from '@onsale/contracts/text';
import type { Metadata } from 'next';
import { copyEvent } from '../../actions/copy-event';
import { Page, PageTitle } from '../../components/layout/page';
import { ApprovalNeeded } from '../../components/organiser/approval-needed';
import { CopyEvent } from '../../components/organiser/copy-event';
import { CursorLinks } from '../../components/organiser/cursor-links';
import { saleInList, statusLabel } from '../../components/organiser/event-status';
import { Link } from '../../components/organiser/link';
import { SearchForm } from '../../components/organiser/search-form';
import { StatusMark } from '../../components/organiser/status-mark';
import { ButtonLink } from '../../components/ui/button';
import { Empty } from '../../components/ui/empty';
import { Notice } from '../../components/ui/notice';
import { api } from '../../lib/api/server';
import { formatDate, formatTime } from '../../lib/dates';
import { orNotFound } from '../../lib/or-not-found';
import { organiserRights } from '../../lib/organiser';
import { ownEvents } from '../../lib/own-events';
import type { PageProps } from '../../lib/page-props';
import { single } from '../../lib/query';
import { requireAccount } from '../../lib/session';
import { siteLocale } from '../../lib/site-locale';
import { ownPage } from './in-words';

export const metadata: Metadata = { title: 'My events' };

/** A shorter list needs no search. */
const worthSearching = 8;

export default ownPage(MyEvents);

/** The events that the account organises or works at, newest first. */
async function MyEvents({ searchParams }: PageProps) {
  await requireAccount('/organiser');
  const query = await searchParams;
  const cursor = single(query.cursor);
  const typed = (single(query.q) ?? '').trim().slice(0, 100);
  const [{ items, nextCursor, isSearched }, rights] = await Promise.all([
    orNotFound(ownEvents(api, { cursor, q: typed }), '/organiser'),
    organiserRights(),
  ]);
  const q = isSearched ? typed : '';
  const locale = siteLocale();
  const now = new Date().toISOString();
  const mayCreate = rights?.mayCreate ?? true;
  const newEvent = mayCreate && (
    <ButtonLink kind="primary" href="/organiser/events/new">
      New event
    </ButtonLink>
  );
  if (rights && !mayCreate && items.length === 0 && !q) {
    return (
      <Page>
        <PageTitle>My events</PageTitle>
        <ApprovalNeeded what="create" accountId={rights.accountId} />
      </Page>
    );
  }
  if (items.length === 0 && !cursor && !q) {
    return (
      <Page>
        <PageTitle>My events</PageTitle>
        <Empty title="Put your first event on sale.">
          <p>
            Add the details, set prices and quantities, publish. Then check tickets in with your
            phone.
          </p>
          <p className="mt-6">{newEvent}</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page>
      <PageTitle actions={newEvent}>My events</PageTitle>
      {(typed || cursor || nextCursor || items.length >= worthSearching) && (
        <SearchForm action="/organiser" label="Search by title or venue" q={typed} />
      )}
      {q !== typed && (
        <Notice kind="warn" title="Search isn’t available right now." className="mb-8">
          <p>The list below isn’t filtered. Try again in a few minutes.</p>
        </Notice>
      )}
      {items.length === 0 ? (
        <Empty title={q ? `No events match “${q}”.` : 'No more events.'}>
          <p>Try part of the title or the venue.</p>
        </Empty>
      ) : (
        <ul className="border-ink border-t-2">
          {items.map((event) => (
            <EventRow key={event.id} {...{ event, locale, now }} />
          ))}
        </ul>
      )}
      <CursorLinks
        path="/organiser"
        query={{ q }}
        {...{ cursor, nextCursor }}
        firstLabel="Newest events"
        nextLabel="Older events"
      />
    </Page>
  );
}

function Sold({
  sold,
  capacity,
  paused,
  locale,
}: NonNullable<OrganiserEvent['sales']> & { locale: string }) {
  const { format } = new Intl.NumberFormat(locale);
  return (
    <p className="figures mt-1 text-sm">
      {format(sold)} of {format(capacity)} sold
      {paused.length > 0 && (
        <span className="text-muted"> · Paused: {paused.map(isolate).join(', ')}</span>
      )}
    </p>
  );
}

function EventRow({ event, locale, now }: { event: OrganiserEvent; locale: string; now: string }) {
  const root = `/organiser/events/${event.id}`;
  const doorOnly = event.role === 'staff';
  return (
    <li className="grid gap-x-8 gap-y-1 border-rule border-b py-5 sm:grid-cols-[11rem_1fr_auto] sm:items-baseline">
      <p className="figures text-muted text-sm">
        {formatDate(event.startsAt, event.timeZone, locale)},{' '}
        {formatTime(event.startsAt, event.timeZone, locale)}
      </p>
      <div className="min-w-0">
        <h2 className="text-lg">
          <Link
            href={doorOnly ? `${root}/door` : root}
            className="tap hover:underline hover:decoration-2 hover:decoration-accent hover:underline-offset-4"
          >
            {event.title}
          </Link>
        </h2>
        <p className="text-muted text-sm">{event.venueName}</p>
        {event.status !== 'draft' && event.sales && <Sold {...event.sales} locale={locale} />}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm sm:mt-0 sm:justify-end">
        {doorOnly && <span className="text-muted">Door staff</span>}
        {event.unlisted && <span className="text-muted">Unlisted</span>}
        <StatusMark {...statusLabel(event, saleInList(event), now, locale)} />
        {event.status === 'published' && (
          <Link
            href={`${root}/door`}
            className="text-link tap"
            aria-label={`Check-in for ${isolate(event.title)}`}
          >
            Check-in
          </Link>
        )}
        {doorOnly && (
          <Link
            href={`${root}/leave`}
            className="text-link tap"
            aria-label={`Leave the door team of ${isolate(event.title)}`}
          >
            Leave
          </Link>
        )}
        {!doorOnly && <CopyEvent title={event.title} action={copyEvent.bind(null, event.id)} />}
      </div>
    </li>
  );
}
