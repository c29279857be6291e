import type { EventListing, getEvent } from '@onsale/contracts/catalog/http';
import type { Availability, getAvailability } from '@onsale/contracts/orders/http';
import type { Metadata } from 'next';
import { cache } from 'react';
import { EventView } from '../../../components/event/event-view';
import { StructuredData } from '../../../components/event/structured-data';
import { TicketPicker } from '../../../components/event/ticket-picker';
import { Page } from '../../../components/layout/page';
import { Notice } from '../../../components/ui/notice';
import { ApiError } from '../../../lib/api/problem';
import { api } from '../../../lib/api/server';
import { formatLongDate } from '../../../lib/dates';
import { newKey } from '../../../lib/new-key';
import { orNotFound } from '../../../lib/or-not-found';
import { readPicked } from '../../../lib/order-form';
import type { PageProps } from '../../../lib/page-props';
import { requestLocale, siteOrigin } from '../../../lib/request';

type Props = PageProps<{ id: string }>;

const readEvent = cache((id: string) =>
  orNotFound(
    api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } }),
    `/events/${id}`,
  ),
);

/** Stock as of now; null while it is not known, and for drafts. */
async function readAvailability(id: string): Promise<Availability | null> {
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

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const event = await readEvent((await params).id);
  const date = formatLongDate(event.startsAt, event.timeZone, await requestLocale());
  const description = `${date}, ${event.venueName}. ${event.description}`
    .replace(/\s+/g, ' ')
    .slice(0, 200)
    .trim();
  return {
    title: event.title,
    description,
    alternates: { canonical: `/events/${event.id}` },
    openGraph: {
      type: 'website',
      siteName: 'Onsale',
      title: event.title,
      description,
      url: `/events/${event.id}`,
      ...(event.imageUrl ? { images: [event.imageUrl] } : {}),
    },
    ...(event.status === 'published' && !event.unlisted ? {} : { robots: { index: false } }),
  };
}

export default async function EventPage({ params, searchParams }: Props) {
  const { id } = await params;
  const [event, availability, locale, origin, query] = await Promise.all([
    readEvent(id),
    readAvailability(id),
    requestLocale(),
    siteOrigin(),
    searchParams,
  ]);
  return (
    <Page>
      {event.status === 'draft' && (
        <Notice title="This is a draft." className="mb-8">
          <p>Only you see it. Buyers see it once you publish it.</p>
        </Notice>
      )}
      <EventView
        event={{ ...event, organiserName: event.organiser.name }}
        locale={locale}
        tickets={
          <section aria-labelledby="tickets">
            <h2 id="tickets" className="mb-3 text-xl">
              Tickets
            </h2>
            <Tickets event={event} availability={availability} locale={locale} query={query} />
          </section>
        }
      />
      {!event.unlisted && (
        <StructuredData event={event} availability={availability} origin={origin} />
      )}
    </Page>
  );
}

function Tickets({
  event,
  availability,
  locale,
  query,
}: {
  event: EventListing;
  availability: Availability | null;
  locale: string;
  query: Record<string, string | string[] | undefined>;
}) {
  if (event.status === 'cancelled' || availability?.status === 'cancelled') {
    return <p className="border-ink border-t-2 pt-4 text-muted">No tickets are sold any more.</p>;
  }
  if (event.ticketTypes.length === 0) {
    return <p className="border-ink border-t-2 pt-4 text-muted">No tickets are on offer yet.</p>;
  }
  return (
    <TicketPicker
      eventId={event.id}
      ticketTypes={event.ticketTypes}
      initial={availability}
      picked={readPicked(query)}
      firstKey={newKey()}
      madeAtMs={Date.now()}
      timeZone={event.timeZone}
      locale={locale}
    />
  );
}
