import { ageWords } from '@onsale/contracts/catalog/age-limit';
import type { EventListing } from '@onsale/contracts/catalog/http';
import type { ReactNode } from 'react';
import {
  formatLongDate,
  formatMonth,
  formatSpan,
  offsetMs,
  programmeDate,
  zoneName,
} from '../../lib/dates';
import { Island } from '../island';
import { Notice } from '../ui/notice';
import { Poster } from '../ui/poster';
import { RichText } from '../ui/rich-text';
import { Doors } from './doors';

/** The fields of an event that its page shows; an editor can fill them before it is saved. */
export type ShownEvent = Pick<
  EventListing,
  | 'title'
  | 'description'
  | 'venueName'
  | 'venueAddress'
  | 'startsAt'
  | 'endsAt'
  | 'timeZone'
  | 'doorsAt'
  | 'ageLimit'
  | 'imageUrl'
  | 'image'
  | 'status'
  | 'cancellationReason'
> & { readonly organiserName: string };

/** The page of an event, without its frame. `tickets` is the content of the stub. */
export function EventView({
  event,
  locale,
  tickets,
  calendar,
  share,
  title: Title = 'h1',
}: {
  event: ShownEvent;
  locale: string;
  tickets: ReactNode;
  /** Missing in a preview, like `share`. */
  calendar?: ReactNode;
  share?: ReactNode;
  /** A lower level where the page is about something else. */
  title?: 'h1' | 'h3';
}) {
  const { startsAt, timeZone } = event;
  const date = programmeDate(startsAt, timeZone, locale);
  return (
    <article className="wrap-anywhere">
      <header className="border-ink border-t-2 pt-4">
        <p className="figures flex items-baseline justify-between gap-4 font-semibold sm:text-lg">
          <time dateTime={startsAt} className="shrink-0">
            {date.weekday} {date.day} {formatMonth(startsAt, timeZone, locale)}
          </time>
          <span className="min-w-0 text-right">{event.venueName}</span>
        </p>
        <Title className="mt-6 max-w-5xl text-3xl sm:mt-10">{event.title}</Title>
        {event.status === 'cancelled' && (
          <Notice kind="bad" title="This event has been cancelled." className="mt-8 max-w-3xl">
            {event.cancellationReason && <p>{event.cancellationReason}</p>}
            <p>Paid orders are refunded automatically. You don’t need to do anything.</p>
          </Notice>
        )}
      </header>
      <div className="mt-10 grid grid-cols-1 gap-x-12 gap-y-10 sm:mt-14 lg:grid-cols-[minmax(0,1fr)_27rem]">
        <Poster
          event={event}
          first
          sizes="(min-width: 64rem) 40rem, 100vw"
          className="h-auto max-h-[34rem] w-full bg-surface object-contain lg:col-start-1"
        />
        <dl className="grid content-start gap-x-8 gap-y-6 sm:grid-cols-2 lg:col-start-1">
          <Fact name="When">
            <p className="figures">{formatLongDate(startsAt, timeZone, locale)}</p>
            <Doors event={event} locale={locale} />
            <p className="figures">
              {formatSpan(startsAt, event.endsAt, timeZone, locale)}{' '}
              <span className="text-muted">{zoneName(startsAt, timeZone, locale)}</span>
            </p>
            <Island
              name="viewer-time"
              props={{ at: startsAt, venueAheadMs: offsetMs(Date.parse(startsAt), timeZone) }}
            />
            {calendar}
          </Fact>
          <Fact name="Where">
            <p>{event.venueName}</p>
            {event.venueAddress && <p className="text-muted">{event.venueAddress}</p>}
            <p>
              <a href={mapOf(event)} rel="noreferrer" className="text-link tap text-sm">
                Find it on a map
              </a>
            </p>
          </Fact>
          {event.ageLimit != null && (
            <Fact name="Age limit">
              <p>{ageWords(event.ageLimit)}</p>
            </Fact>
          )}
          <Fact name="Organised by">
            <p>{event.organiserName}</p>
            {share}
          </Fact>
        </dl>
        <div className="lg:perforated-l lg:col-start-2 lg:row-span-3 lg:row-start-1 lg:pl-10">
          {tickets}
        </div>
        {event.description && (
          <section aria-labelledby="about" className="max-w-prose lg:col-start-1">
            <h2 id="about" className="mb-3 text-xl lg:sr-only">
              About this event
            </h2>
            <RichText text={event.description} />
          </section>
        )}
      </div>
    </article>
  );
}

const mapOf = ({ venueName, venueAddress }: ShownEvent) =>
  `https://www.openstreetmap.org/search?query=${encodeURIComponent(
    [venueName, venueAddress].filter((part) => part !== '').join(', '),
  )}`;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="mb-1 text-muted text-sm">{name}</dt>
      <dd className="text-base">{children}</dd>
    </div>
  );
}
